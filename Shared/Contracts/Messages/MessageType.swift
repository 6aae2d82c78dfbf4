/// Every kind of message there is. The raw value is the CloudEvents `type`.
public enum MessageType: String, Sendable, Hashable, Codable, CaseIterable {
    // Published by Orders.
    case orderCreated = "OrderCreated"
    case orderPaid = "OrderPaid"
    case orderPaidNotification = "OrderPaidNotification"
    case orderReady = "OrderReady"
    case orderCompleted = "OrderCompleted"
    case orderCancelled = "OrderCancelled"
    case orderRefunded = "OrderRefunded"
    // Published by Stock.
    case stockReceived = "StockReceived"
    case stockReserved = "StockReserved"
    case stockShortageDetected = "StockShortageDetected"
    case stockReleased = "StockReleased"
    case orderPacked = "OrderPacked"
    // Published by Shipping.
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
    // Answers to whoever asks for what was done before, or for what can no longer be done.
    case commandAnswered = "CommandAnswered"

    /// An event is what happened. A command asks for something. An answer repeats, to whoever asks again, what happened before. A record
    /// says what a person did, or what was set. Only the orchestrator sends commands over the bus, so only it is answered.
    public enum Kind: String, Sendable { case event, command, answer, record }

    public var kind: Kind { MessageCatalog.payload(of: self).kind }

    /// The names of the services that publish it.
    public var publishers: [String] { MessageCatalog.payload(of: self).publishers }

    /// All that a service publishes.
    public static func published(by service: String) -> Set<MessageType> {
        Set(allCases.filter { $0.publishers.contains(service) })
    }
}

extension MessageType {
    /// The message that says the same and carries what this one leaves out; `nil` for a message that is whole as it is.
    ///
    /// Whoever handles a notification asks the publisher for the details and handles them as if the full message had come.
    public var full: MessageType? { self == .orderPaidNotification ? .orderPaid : nil }
}

extension MessageType: CustomStringConvertible {
    public var description: String { rawValue }
}
