import Decisions
public import FulfilmentSupport
import OrdersDomain

/// Orders, as the rest of the system knows it.
public let ordersService = ServiceDescriptor(
    name: "orders", executable: "orders", port: 8101, messages: orderMessages, publishes: orderPublications.types,
    tables: ["events", "order_list", "ledger"],
    verification: ordersVerification, build: buildOrders)
