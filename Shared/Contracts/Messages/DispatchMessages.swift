public import Decisions

/// Answers a command that changes nothing: what it asks for was done before, or can no longer be done.
///
/// The event was published when it happened, once. A service that asks again may have missed it (it became a dead letter there), so the
/// answer carries what the orchestrator needs of it.
public struct CommandAnswered: OrderMessage, AnswerMessage {
    public static let type = MessageType.commandAnswered
    public static let publishers = ["orders", "stock", "shipping"]

    /// The present state, named by the event that was published when it was reached.
    public enum Outcome: String, Sendable, Hashable, Codable, CaseIterable {
        case stockReserved = "StockReserved"
        case stockShortageDetected = "StockShortageDetected"
        case stockReleased = "StockReleased"
        case shipmentBooked = "ShipmentBooked"
        case shipmentBookingFailed = "ShipmentBookingFailed"
        case shipmentCancelled = "ShipmentCancelled"
        case orderReady = "OrderReady"
        case orderCancelled = "OrderCancelled"
    }

    public var orderId: OrderID
    /// The command that is answered, such as `CancelOrder`.
    public var command: String
    public var outcome: Outcome
    /// With ``Outcome/stockReserved``: what the units weigh together.
    public var totalWeightGrams: Int?
    /// With ``Outcome/orderCancelled``: why.
    public var reason: CancellationReason?

    public var summary: String? { "to \(command): \(outcome.rawValue) before" }

    public init(
        orderId: OrderID, to command: MessageType, _ outcome: Outcome, totalWeightGrams: Int? = nil,
        reason: CancellationReason? = nil
    ) {
        self.orderId = orderId
        self.command = command.rawValue
        self.outcome = outcome
        self.totalWeightGrams = totalWeightGrams
        self.reason = reason
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        orderId = try container.decode(OrderID.self, forKey: .orderId)
        command = try container.decode(String.self, forKey: .command)
        outcome = try container.decode(Outcome.self, forKey: .outcome)
        totalWeightGrams = try container.decodeUnlessAbsent(.totalWeightGrams)
        reason = try container.decodeUnlessAbsent(.reason)
    }
}

/// A person has taken an order out of the process and settles the rest by other means. From now on no service waits for anything about it.
public struct SagaClosed: OrderMessage, EventMessage {
    public static let type = MessageType.sagaClosed
    public static let publishers = ["dispatch"]
    public static let beginsChains = true
    public var orderId: OrderID

    public init(orderId: OrderID) {
        self.orderId = orderId
    }
}
