// What Shipping says and is told.

/// Asks Shipping to find a carrier. Answered by ``ShipmentBooked`` or ``ShipmentBookingFailed``.
public struct BookShipment: OrderPayload {
    public static let type = MessageType.bookShipment
    public var orderId: OrderID
    public var shipTo: Address
    public var totalWeightGrams: Int

    public init(orderId: OrderID, shipTo: Address, totalWeightGrams: Int) {
        self.orderId = orderId
        self.shipTo = shipTo
        self.totalWeightGrams = totalWeightGrams
    }
}

/// A carrier takes the parcel.
public struct ShipmentBooked: OrderPayload {
    public static let type = MessageType.shipmentBooked
    public var orderId: OrderID
    public var carrierId: CarrierID
    public var trackingNumber: TrackingNumber

    public init(orderId: OrderID, carrierId: CarrierID, trackingNumber: TrackingNumber) {
        self.orderId = orderId
        self.carrierId = carrierId
        self.trackingNumber = trackingNumber
    }
}

/// No carrier takes the parcel.
public struct ShipmentBookingFailed: OrderPayload {
    public static let type = MessageType.shipmentBookingFailed
    public var orderId: OrderID
    public var reason: BookingFailure

    public init(orderId: OrderID, reason: BookingFailure) {
        self.orderId = orderId
        self.reason = reason
    }
}

/// Asks Shipping to give up the booking it has or will be asked for. Answered by ``ShipmentCancelled``.
public struct CancelShipment: OrderPayload {
    public static let type = MessageType.cancelShipment
    public var orderId: OrderID

    public init(orderId: OrderID) {
        self.orderId = orderId
    }
}

/// Shipping has no booking for this order and will make none any more.
public struct ShipmentCancelled: OrderPayload {
    public static let type = MessageType.shipmentCancelled
    public var orderId: OrderID

    public init(orderId: OrderID) {
        self.orderId = orderId
    }
}

/// The parcel left the house.
public struct ShipmentDispatched: OrderPayload {
    public static let type = MessageType.shipmentDispatched
    public var orderId: OrderID
    public var carrierId: CarrierID
    public var trackingNumber: TrackingNumber

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
