/// Every kind of message there is. The raw value is the CloudEvents `type`.
public enum MessageType: String, Sendable, Hashable, Codable, CaseIterable {
    // Said by Orders.
    case orderCreated = "OrderCreated"
    case orderPaid = "OrderPaid"
    case orderPaidNotice = "OrderPaidNotice"
    case orderReady = "OrderReady"
    case orderCompleted = "OrderCompleted"
    case orderCancelled = "OrderCancelled"
    case orderRefunded = "OrderRefunded"
    // Said by Stock.
    case stockReceived = "StockReceived"
    case stockReserved = "StockReserved"
    case stockShortageDetected = "StockShortageDetected"
    case stockReleased = "StockReleased"
    case orderPacked = "OrderPacked"
    // Said by Shipping.
    case shipmentBooked = "ShipmentBooked"
    case shipmentBookingFailed = "ShipmentBookingFailed"
    case shipmentCancelled = "ShipmentCancelled"
    case shipmentDispatched = "ShipmentDispatched"
    case carrierAvailabilityChanged = "CarrierAvailabilityChanged"
    // Published by every service.
    case interventionRecorded = "InterventionRecorded"
    // Published by the orchestrator.
    case workflowClosed = "WorkflowClosed"
    // Asked of a service by whoever leads the process.
    case reserveStock = "ReserveStock"
    case releaseStock = "ReleaseStock"
    case bookShipment = "BookShipment"
    case cancelShipment = "CancelShipment"
    case markOrderReady = "MarkOrderReady"
    case cancelOrder = "CancelOrder"
    // Told to whoever asks for what was done before, or for what can no longer be done.
    case commandAnswered = "CommandAnswered"

    public enum Kind: String, Sendable { case event, command, answer, record }

    /// A command asks for something. An event is what happened: it is published once. An answer repeats, to whoever asks again, what
    /// happened before. A record says what a person did, or what was set, as often as it was. Only the orchestrator sends commands over the bus, so only it is answered.
    public var kind: Kind {
        switch self {
        case .reserveStock, .releaseStock, .bookShipment, .cancelShipment, .markOrderReady, .cancelOrder: .command
        case .commandAnswered: .answer
        case .interventionRecorded, .carrierAvailabilityChanged: .record
        default: .event
        }
    }
}

extension MessageType {
    /// The message that says the same and carries what this one leaves out; `nil` for a message that is whole as it is.
    ///
    /// Whoever handles a bell asks the one who rang it for the details and handles them as if the full message had come.
    public var full: MessageType? { self == .orderPaidNotice ? .orderPaid : nil }
}

extension MessageType: CustomStringConvertible {
    public var description: String { rawValue }
}
