public import Foundation

/// Any message of the system, decoded. Policies and sagas are a `switch` over it.
public enum Message: Sendable, Hashable {
    case orderCreated(OrderCreated)
    case orderPaid(OrderPaid)
    case orderPaidNotification(OrderPaidNotification)
    case orderReady(OrderReady)
    case orderCompleted(OrderCompleted)
    case orderCancelled(OrderCancelled)
    case orderRefunded(OrderRefunded)
    case stockReceived(StockReceived)
    case stockReserved(StockReserved)
    case stockShortageDetected(StockShortageDetected)
    case stockReleased(StockReleased)
    case orderPacked(OrderPacked)
    case shipmentBooked(ShipmentBooked)
    case shipmentBookingFailed(ShipmentBookingFailed)
    case shipmentCancelled(ShipmentCancelled)
    case shipmentDispatched(ShipmentDispatched)
    case reserveStock(ReserveStock)
    case releaseStock(ReleaseStock)
    case bookShipment(BookShipment)
    case cancelShipment(CancelShipment)
    case markOrderReady(MarkOrderReady)
    case cancelOrder(CancelOrder)
    case commandAnswered(CommandAnswered)
    case workflowClosed(WorkflowClosed)
    case carrierAvailabilityChanged(CarrierAvailabilityChanged)
    case interventionRecorded(InterventionRecorded)
}

extension Message {
    /// The message without its case: what is encoded.
    public var payload: any MessagePayload {
        switch self {
        case .orderCreated(let payload): payload
        case .orderPaid(let payload): payload
        case .orderPaidNotification(let payload): payload
        case .orderReady(let payload): payload
        case .orderCompleted(let payload): payload
        case .orderCancelled(let payload): payload
        case .orderRefunded(let payload): payload
        case .stockReceived(let payload): payload
        case .stockReserved(let payload): payload
        case .stockShortageDetected(let payload): payload
        case .stockReleased(let payload): payload
        case .orderPacked(let payload): payload
        case .shipmentBooked(let payload): payload
        case .shipmentBookingFailed(let payload): payload
        case .shipmentCancelled(let payload): payload
        case .shipmentDispatched(let payload): payload
        case .reserveStock(let payload): payload
        case .releaseStock(let payload): payload
        case .bookShipment(let payload): payload
        case .cancelShipment(let payload): payload
        case .markOrderReady(let payload): payload
        case .cancelOrder(let payload): payload
        case .commandAnswered(let payload): payload
        case .workflowClosed(let payload): payload
        case .carrierAvailabilityChanged(let payload): payload
        case .interventionRecorded(let payload): payload
        }
    }

    /// The CloudEvents `type`.
    public var type: MessageType { Swift.type(of: payload).type }
    public var kind: MessageType.Kind { Swift.type(of: payload).kind }
    /// The version of the shape that ``encoded()`` has.
    public var version: Int { Swift.type(of: payload).version }
    /// What it is about: the CloudEvents `subject`, such as `Order-12345`.
    public var subject: String { payload.subject }

    /// The order this message is about; `nil` for goods in and carriers.
    public var orderID: OrderID? { (payload as? any OrderPayload)?.orderId }

    /// The message's data as JSON.
    public func encoded() throws -> Data { try MessageCoding.encode(payload) }

    /// Reads the data of a message of this type and version.
    ///
    /// - Throws: ``ContractError/unknownVersion`` or a `DecodingError`; neither can succeed later, so neither is worth a retry.
    public static func decode(_ type: MessageType, version: Int, from data: Data) throws -> Message {
        guard version == 1 else { throw ContractError.unknownVersion(type, version) }
        return try decode(MessageCatalog.payload(of: type), from: data)
    }

    private static func decode<Payload: MessagePayload>(_ type: Payload.Type, from data: Data) throws -> Message {
        try MessageCoding.decode(type, from: data).message
    }

    /// What a reader wants to know of it beyond its type and subject; `nil` if there is nothing more.
    public var summary: String? { payload.summary }
}

/// The data does not keep to the contract. Asking again gives the same answer.
public enum ContractError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No message has this name.
    case unknownType(String)
    /// Nobody leads orders this way.
    case unknownWorkflow(String)
    /// The message is known, this version of it is not.
    case unknownVersion(MessageType, Int)

    public var description: String {
        switch self {
        case .unknownType(let type): "no message type '\(type)' is known here"
        case .unknownWorkflow(let workflow): "no workflow '\(workflow)' is known here"
        case .unknownVersion(let type, let version):
            "\(type) has no version \(version) here; this program is older than its sender"
        }
    }
}
