import StockDomain
public import ServiceRuntime

/// Stock, as the rest of the system knows it.
public let stockService = ServiceDescriptor(
    name: "stock", executable: "stock", port: 8102, subscription: stockSubscription, tables: ["stock_levels", "reservations"],
    build: buildStock)
