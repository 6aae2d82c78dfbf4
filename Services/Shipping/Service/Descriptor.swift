import ShippingDomain
public import ServiceRuntime

/// Shipping, as the rest of the system knows it.
public let shippingService = ServiceDescriptor(
    name: "shipping", executable: "shipping", port: 8103, subscription: shippingSubscription, tables: ["shipments"],
    build: buildShipping)
