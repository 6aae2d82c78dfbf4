public import Contracts
public import Decisions

/// What Stock is asked to do, over HTTP, by a message, or by its own policy.
public enum StockCommand: Sendable, Hashable {
    /// Goods came in.
    case receive([ReceivedGoods])
    case reserve(ReserveStock)
    case release(OrderID)
    case pack(OrderID)
    case ship(OrderID)
}

/// What Stock takes from the bus, and what it does then. After the pivot it follows the others in both modes.
public let stockMessages = MessageTable<StockCommand>([
    .command(ReserveStock.self) { .reserve($0) },
    .command(ReleaseStock.self) { .release($0.orderId) },
    .event(OrderPaid.self, in: .choreography) { .reserve(ReserveStock(paid: $0)) },
    .notification(OrderPaidNotification.self, in: .choreography),
    .event(OrderCancelled.self, in: .choreography) { .release($0.orderId) },
    .event(OrderReady.self) { .pack($0.orderId) },
    .event(ShipmentDispatched.self) { .ship($0.orderId) },
])

/// What Stock publishes, as it knows it.
public enum StockFact: Sendable, Hashable {
    case received(StockReceived)
    case reserved(StockReserved)
    case short(StockShortageDetected)
    case released(StockReleased)
    case packed(OrderPacked)
    /// Returns what was there before, and changes nothing.
    case answered
}

public let stockPublications = PublicationTable<StockFact>([
    .message(StockReceived.self) { .received($0) },
    .message(StockReserved.self) { .reserved($0) },
    .message(StockShortageDetected.self) { .short($0) },
    .message(StockReleased.self) { .released($0) },
    .message(OrderPacked.self) { .packed($0) },
    .message(CommandAnswered.self) { _ in .answered },
])

extension ReserveStock {
    /// What is to be reserved for a paid order.
    init(paid: OrderPaid) {
        self.init(orderId: paid.orderId, items: paid.items.map { ItemQuantity(sku: $0.sku, quantity: $0.quantity) })
    }
}
