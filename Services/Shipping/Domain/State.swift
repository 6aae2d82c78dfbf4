public import Contracts

/// A company that takes parcels, with the rules by which it does.
public struct Carrier: Sendable, Hashable, Codable {
    public var id: CarrierID
    public var name: String
    /// A switch for demos and for real life: a carrier on strike takes nothing.
    public var enabled: Bool
    public var maxWeightGrams: Int
    /// Beginnings of postcodes where this carrier does not go.
    public var unservedAreas: [String]

    public init(id: CarrierID, name: String, enabled: Bool = true, maxWeightGrams: Int, unservedAreas: [String]) {
        self.id = id
        self.name = name
        self.enabled = enabled
        self.maxWeightGrams = maxWeightGrams
        self.unservedAreas = unservedAreas
    }

    func serves(_ address: Address) -> Bool {
        !unservedAreas.contains { address.postcode.hasPrefix($0) }
    }

    /// The carriers a new installation starts with, the preferred one first. None goes to postcodes 99…, none takes a ton.
    public static let initial: [Carrier] = [
        Carrier(id: "SWIFTPOST", name: "Swiftpost Parcel", maxWeightGrams: 31_500, unservedAreas: ["98", "99"]),
        Carrier(id: "HAULIER", name: "Haulier Freight", maxWeightGrams: 999_999, unservedAreas: ["99"]),
    ]
}

/// What Shipping knows of one order's parcel.
public struct Shipment: Sendable, Hashable {
    public enum State: String, Sendable, CaseIterable {
        /// Only the address or only the weight is known so far (choreography).
        case announced
        case booked
        case failed
        /// Given up, perhaps before it was ever booked: nothing will be booked for this order any more.
        case cancelled
        case dispatched
    }

    public var orderId: OrderID
    public var state: State
    public var shipTo: Address?
    public var totalWeightGrams: Int?
    public var carrierId: CarrierID?
    public var trackingNumber: TrackingNumber?
    public var failure: BookingFailure?

    public init(
        orderId: OrderID, state: State, shipTo: Address? = nil, totalWeightGrams: Int? = nil, carrierId: CarrierID? = nil,
        trackingNumber: TrackingNumber? = nil, failure: BookingFailure? = nil
    ) {
        self.orderId = orderId
        self.state = state
        self.shipTo = shipTo
        self.totalWeightGrams = totalWeightGrams
        self.carrierId = carrierId
        self.trackingNumber = trackingNumber
        self.failure = failure
    }

    /// What a carrier is asked to take; `nil` while the address or the weight is not known.
    public var parcel: BookShipment? {
        guard let shipTo, let totalWeightGrams else { return nil }
        return BookShipment(orderId: orderId, shipTo: shipTo, totalWeightGrams: totalWeightGrams)
    }
}
