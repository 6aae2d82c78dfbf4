public import Contracts
public import Decisions

/// What Orders is asked to do, over HTTP, by a message, or by its own policy.
public enum OrderCommand: Sendable, Hashable {
    case create(OrderID, OrderDraft)
    /// - amount: What the customer means to pay; `nil` pays the total.
    case pay(OrderID, amount: Money?)
    /// A customer, or a person on the customer's behalf, ends the order.
    case cancel(OrderID, CancellationReason, by: CancelledBy)
    case markReady(OrderID)
    /// The process cannot go on: the others cannot serve the order.
    case giveUp(OrderID, CancellationReason)
    case complete(OrderID)
    /// A person takes care of the order from now on.
    case sagaClosed(OrderID)
}

/// What Orders takes from the bus, and what it does then.
public let orderMessages = MessageTable<OrderCommand>([
    .command(MarkOrderReady.self) { .markReady($0.orderId) },
    .command(CancelOrder.self) { .giveUp($0.orderId, $0.reason) },
    .event(SagaClosed.self, in: .orchestration) { .sagaClosed($0.orderId) },
    .event(ShipmentBooked.self, in: .choreography) { .markReady($0.orderId) },
    .event(StockShortageDetected.self, in: .choreography) { .giveUp($0.orderId, .stockShortage) },
    .event(ShipmentBookingFailed.self, in: .choreography) { .giveUp($0.orderId, .noCarrier) },
    .event(ShipmentDispatched.self) { .complete($0.orderId) },
])

/// What Orders publishes, as it knows it.
public enum OrderFact: Sendable, Hashable {
    case created(OrderCreated)
    case paid(OrderPaid)
    /// The payment, without what was paid for.
    case paymentNotified(OrderID)
    case ready(OrderID)
    case cancelled(OrderID, CancellationReason, by: CancelledBy)
    case refunded(OrderID, Money)
    case completed(OrderID)
    /// Returns what was there before, and changes nothing.
    case answered
}

public let orderPublications = PublicationTable<OrderFact>([
    .message(OrderCreated.self) { .created($0) },
    .message(OrderPaid.self) { .paid($0) },
    .message(OrderPaidNotification.self) { .paymentNotified($0.orderId) },
    .message(OrderReady.self) { .ready($0.orderId) },
    .message(OrderCancelled.self) { .cancelled($0.orderId, $0.reason, by: $0.by) },
    .message(OrderRefunded.self) { .refunded($0.orderId, $0.amount) },
    .message(OrderCompleted.self) { .completed($0.orderId) },
    .message(CommandAnswered.self) { _ in .answered },
])
