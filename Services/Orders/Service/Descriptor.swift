import Decisions
public import FulfilmentSupport
import OrdersDomain

/// Orders, as the rest of the system knows it.
public let ordersService = ServiceDescriptor(
    name: "orders", executable: "orders", port: 8101, messages: orderMessages, publishes: orderPublications.types,
    tables: ["events", "ledger"],
    reads: ["/orders?limit=500", "/orders/{order}", "/orders/{order}/history"],
    verification: ordersVerification, build: buildOrders)
