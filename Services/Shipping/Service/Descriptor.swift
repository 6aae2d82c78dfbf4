import Decisions
public import FulfilmentSupport
import ShippingDomain

/// Shipping, as the rest of the system knows it.
public let shippingService = ServiceDescriptor(
    name: "shipping", executable: "shipping", port: 8103, messages: shippingMessages, publishes: shippingPublications.types,
    tables: ["shipments"],
    reads: ["/carriers", "/shipments?limit=500", "/shipments/{order}"],
    verification: shippingVerification,
    build: buildShipping)
