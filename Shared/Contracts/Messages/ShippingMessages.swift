public import Decisions

// What Shipping publishes and is asked for.

/// Asks Shipping to find a carrier. Answered by ``ShipmentBooked`` or ``ShipmentBookingFailed``.
public struct BookShipment: OrderMessage, CommandMessage {
    public static let type = MessageType.bookShipment
    public static let publishers = ["dispatch"]
    public var orderId: OrderID
    public var shipTo: Address
    public var totalWeightGrams: Int

    public var summary: String? { "\(totalWeightGrams) g to \(shipTo.postcode)" }

    public init(orderId: OrderID, shipTo: Address, totalWeightGrams: Int) {
        self.orderId = orderId
        self.shipTo = shipTo
        self.totalWeightGrams = totalWeightGrams
    }
}

/// A carrier takes the parcel.
public struct ShipmentBooked: OrderMessage, EventMessage {
    public static let type = MessageType.shipmentBooked
    public static let publishers = ["shipping"]
    public var orderId: OrderID
    public var carrierId: CarrierID
    public var trackingNumber: TrackingNumber

    public var summary: String? { "\(carrierId), \(trackingNumber)" }

    public init(orderId: OrderID, carrierId: CarrierID, trackingNumber: TrackingNumber) {
        self.orderId = orderId
        self.carrierId = carrierId
        self.trackingNumber = trackingNumber
    }
}

/// No carrier takes the parcel.
public struct ShipmentBookingFailed: OrderMessage, EventMessage {
    public static let type = MessageType.shipmentBookingFailed
    public static let publishers = ["shipping"]
    public var orderId: OrderID
    public var reason: BookingFailure

    public var summary: String? { "because: \(reason.rawValue)" }

    public init(orderId: OrderID, reason: BookingFailure) {
        self.orderId = orderId
        self.reason = reason
    }
}

/// Asks Shipping to give up the booking it has or will be asked for. Answered by ``ShipmentCancelled``.
public struct CancelShipment: OrderMessage, CommandMessage {
    public static let type = MessageType.cancelShipment
    public static let publishers = ["dispatch"]
    public static let isCompensation = true
    public var orderId: OrderID

    public init(orderId: OrderID) {
        self.orderId = orderId
    }
}

/// Shipping has no booking for this order and will make none any more.
public struct ShipmentCancelled: OrderMessage, EventMessage {
    public static let type = MessageType.shipmentCancelled
    public static let publishers = ["shipping"]
    public static let isCompensation = true
    public var orderId: OrderID

    public init(orderId: OrderID) {
        self.orderId = orderId
    }
}

/// The parcel left the house.
public struct ShipmentDispatched: OrderMessage, EventMessage {
    public static let type = MessageType.shipmentDispatched
    public static let publishers = ["shipping"]
    public var orderId: OrderID
    public var carrierId: CarrierID
    public var trackingNumber: TrackingNumber

    public var summary: String? { "by \(carrierId)" }

    public init(orderId: OrderID, carrierId: CarrierID, trackingNumber: TrackingNumber) {
        self.orderId = orderId
        self.carrierId = carrierId
        self.trackingNumber = trackingNumber
    }
}

/// Why no carrier takes a parcel.
public enum BookingFailure: String, Sendable, Hashable, Codable, CaseIterable {
    /// Every carrier that serves the address is switched off.
    case noCarrierAvailable
    case postcodeNotServed
    case tooHeavy
}
