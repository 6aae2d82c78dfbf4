public import Foundation

/// Any message of the system, decoded. Policies and sagas are a `switch` over it.
public enum Message: Sendable, Hashable {
    case orderCreated(OrderCreated)
    case orderPaid(OrderPaid)
    case orderPaidNotice(OrderPaidNotice)
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
        case .orderPaidNotice(let payload): payload
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

    /// What is said: the CloudEvents `type`.
    public var type: MessageType { Swift.type(of: payload).type }
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
        switch type {
        case .orderCreated: return .orderCreated(try MessageCoding.decode(OrderCreated.self, from: data))
        case .orderPaid: return .orderPaid(try MessageCoding.decode(OrderPaid.self, from: data))
        case .orderPaidNotice: return .orderPaidNotice(try MessageCoding.decode(OrderPaidNotice.self, from: data))
        case .orderReady: return .orderReady(try MessageCoding.decode(OrderReady.self, from: data))
        case .orderCompleted: return .orderCompleted(try MessageCoding.decode(OrderCompleted.self, from: data))
        case .orderCancelled: return .orderCancelled(try MessageCoding.decode(OrderCancelled.self, from: data))
        case .orderRefunded: return .orderRefunded(try MessageCoding.decode(OrderRefunded.self, from: data))
        case .stockReceived: return .stockReceived(try MessageCoding.decode(StockReceived.self, from: data))
        case .stockReserved: return .stockReserved(try MessageCoding.decode(StockReserved.self, from: data))
        case .stockShortageDetected:
            return .stockShortageDetected(try MessageCoding.decode(StockShortageDetected.self, from: data))
        case .stockReleased: return .stockReleased(try MessageCoding.decode(StockReleased.self, from: data))
        case .orderPacked: return .orderPacked(try MessageCoding.decode(OrderPacked.self, from: data))
        case .shipmentBooked: return .shipmentBooked(try MessageCoding.decode(ShipmentBooked.self, from: data))
        case .shipmentBookingFailed:
            return .shipmentBookingFailed(try MessageCoding.decode(ShipmentBookingFailed.self, from: data))
        case .shipmentCancelled: return .shipmentCancelled(try MessageCoding.decode(ShipmentCancelled.self, from: data))
        case .shipmentDispatched: return .shipmentDispatched(try MessageCoding.decode(ShipmentDispatched.self, from: data))
        case .reserveStock: return .reserveStock(try MessageCoding.decode(ReserveStock.self, from: data))
        case .releaseStock: return .releaseStock(try MessageCoding.decode(ReleaseStock.self, from: data))
        case .bookShipment: return .bookShipment(try MessageCoding.decode(BookShipment.self, from: data))
        case .cancelShipment: return .cancelShipment(try MessageCoding.decode(CancelShipment.self, from: data))
        case .markOrderReady: return .markOrderReady(try MessageCoding.decode(MarkOrderReady.self, from: data))
        case .cancelOrder: return .cancelOrder(try MessageCoding.decode(CancelOrder.self, from: data))
        case .commandAnswered: return .commandAnswered(try MessageCoding.decode(CommandAnswered.self, from: data))
        case .workflowClosed: return .workflowClosed(try MessageCoding.decode(WorkflowClosed.self, from: data))
        case .carrierAvailabilityChanged:
            return .carrierAvailabilityChanged(try MessageCoding.decode(CarrierAvailabilityChanged.self, from: data))
        case .interventionRecorded:
            return .interventionRecorded(try MessageCoding.decode(InterventionRecorded.self, from: data))
        }
    }
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
