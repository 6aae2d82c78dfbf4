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
    case sagaClosed = "SagaClosed"
    // Asked of a service by the coordinator of the process.
    case reserveStock = "ReserveStock"
    case releaseStock = "ReleaseStock"
    case bookShipment = "BookShipment"
    case cancelShipment = "CancelShipment"
    case markOrderReady = "MarkOrderReady"
    case cancelOrder = "CancelOrder"
    // Answers to a request for what was done before, or for what can no longer be done.
    case commandAnswered = "CommandAnswered"

    /// All that there is to know of it.
    public var payload: any FulfilmentMessage.Type {
        switch self {
        case .orderCreated: OrderCreated.self
        case .orderPaid: OrderPaid.self
        case .orderPaidNotification: OrderPaidNotification.self
        case .orderReady: OrderReady.self
        case .orderCompleted: OrderCompleted.self
        case .orderCancelled: OrderCancelled.self
        case .orderRefunded: OrderRefunded.self
        case .stockReceived: StockReceived.self
        case .stockReserved: StockReserved.self
        case .stockShortageDetected: StockShortageDetected.self
        case .stockReleased: StockReleased.self
        case .orderPacked: OrderPacked.self
        case .shipmentBooked: ShipmentBooked.self
        case .shipmentBookingFailed: ShipmentBookingFailed.self
        case .shipmentCancelled: ShipmentCancelled.self
        case .shipmentDispatched: ShipmentDispatched.self
        case .carrierAvailabilityChanged: CarrierAvailabilityChanged.self
        case .interventionRecorded: InterventionRecorded.self
        case .sagaClosed: SagaClosed.self
        case .reserveStock: ReserveStock.self
        case .releaseStock: ReleaseStock.self
        case .bookShipment: BookShipment.self
        case .cancelShipment: CancelShipment.self
        case .markOrderReady: MarkOrderReady.self
        case .cancelOrder: CancelOrder.self
        case .commandAnswered: CommandAnswered.self
        }
    }

    public var kind: MessageKind { payload.kind }

    /// The names of the services that publish it.
    public var publishers: [String] { payload.publishers }

    /// All that a service publishes.
    public static func published(by service: String) -> Set<MessageType> {
        Set(allCases.filter { $0.publishers.contains(service) })
    }
}

/// All messages that there are.
public enum MessageCatalog {
    public static let payloads: [any FulfilmentMessage.Type] = MessageType.allCases.map { $0.payload }
}

extension MessageType: CustomStringConvertible {
    public var description: String { rawValue }
}
