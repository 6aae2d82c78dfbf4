public import Contracts
public import Decisions

/// What the orchestrator is asked to do: by a message, or by a person over HTTP.
public enum SagaCommand: Sendable, Hashable {
    /// Goes on after something happened to the order. The cause is the name of the message that says so.
    case follow(SagaEvent, OrderID, cause: String)
    /// Asks for the step it has come to once more.
    case resume(OrderID)
    /// Gives up going forward and undoes what was done.
    case compensate(OrderID)
    /// Ends the process in its present state.
    case close(OrderID)

    public var orderId: OrderID {
        switch self {
        case .follow(_, let order, _), .resume(let order), .compensate(let order), .close(let order): order
        }
    }
}

/// What happened to an order: the orchestrator learns of it by the event, or by the answer to a command that came too late to cause one.
public enum SagaEvent: Sendable, Hashable {
    case paid(OrderPaid)
    case reserved(weight: Int)
    case short
    case released
    case booked
    case bookingFailed
    case shipmentCancelled
    case ready
    case completed
    case cancelled(CancellationReason)

    init(_ answer: CommandAnswered) {
        switch answer.outcome {
        case .stockReserved: self = .reserved(weight: answer.totalWeightGrams ?? 0)
        case .stockShortageDetected: self = .short
        case .stockReleased: self = .released
        case .shipmentBooked: self = .booked
        case .shipmentBookingFailed: self = .bookingFailed
        case .shipmentCancelled: self = .shipmentCancelled
        case .orderReady: self = .ready
        case .orderCancelled: self = .cancelled(answer.reason ?? .customerRequest)
        }
    }
}

/// What the orchestrator takes from the bus: messages about orders that it coordinates. Of the others it knows nothing.
public let sagaMessages = MessageTable<SagaCommand>([
    .follow(OrderPaid.self) { .paid($0) },
    .notification(OrderPaidNotification.self, in: .orchestration),
    .follow(StockReserved.self) { .reserved(weight: $0.totalWeightGrams) },
    .follow(StockShortageDetected.self) { _ in .short },
    .follow(StockReleased.self) { _ in .released },
    .follow(ShipmentBooked.self) { _ in .booked },
    .follow(ShipmentBookingFailed.self) { _ in .bookingFailed },
    .follow(ShipmentCancelled.self) { _ in .shipmentCancelled },
    .follow(OrderReady.self) { _ in .ready },
    .follow(OrderCompleted.self) { _ in .completed },
    .follow(OrderCancelled.self) { .cancelled($0.reason) },
    .follow(CommandAnswered.self) { SagaEvent($0) },
])

extension MessageTable<SagaCommand>.Line {
    fileprivate static func follow<Payload: OrderMessage>(
        _ type: Payload.Type, _ event: @escaping @Sendable (Payload) -> SagaEvent
    ) -> Self {
        .event(type, in: .orchestration) { .follow(event($0), $0.orderId, cause: Payload.name) }
    }
}

/// What the orchestrator publishes: its commands, what it has people do, and what they did.
public let sagaPublications: [any Message.Type] = [
    ReserveStock.self, ReleaseStock.self, BookShipment.self, CancelShipment.self, MarkOrderReady.self, CancelOrder.self,
    SagaClosed.self, InterventionRecorded.self,
]
