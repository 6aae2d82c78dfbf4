import Decisions
public import FulfilmentSupport
import StockDomain

/// Stock, as the rest of the system knows it.
public let stockService = ServiceDescriptor(
    name: "stock", executable: "stock", port: 8102, messages: stockMessages, publishes: stockPublications.types,
    tables: ["stock_levels", "reservations"],
    reads: ["/stock?limit=1000", "/reservations?limit=500", "/reservations/{order}"],
    verification: stockVerification,
    build: buildStock)
