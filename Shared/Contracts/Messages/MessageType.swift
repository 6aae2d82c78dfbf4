public import Decisions

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

    public var kind: MessageKind { payload.kind }

    /// The names of the services that publish it.
    public var publishers: [String] { payload.publishers }

    /// All that there is to know of it.
    public var payload: any FulfilmentMessage.Type { MessageCatalog.payload(of: self) }

    /// All that a service publishes.
    public static func published(by service: String) -> Set<MessageType> {
        Set(allCases.filter { $0.publishers.contains(service) })
    }
}

extension MessageType: CustomStringConvertible {
    public var description: String { rawValue }
}
