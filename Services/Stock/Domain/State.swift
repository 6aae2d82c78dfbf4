public import Contracts

/// What Stock holds for one order, or that it will hold nothing for it.
public struct Reservation: Sendable, Hashable {
    public enum State: String, Sendable, CaseIterable {
        case reserved
        /// It was asked for and could not be served; a repeat gets the same answer.
        case short
        /// Let go, perhaps before it was ever asked for: nothing will be reserved for this order any more.
        case released
        case packed
        case shipped
    }

    public var orderId: OrderID
    public var state: State
    public var items: [ItemQuantity]
    /// `nil` when nothing was ever set aside.
    public var warehouseId: WarehouseID?
    public var totalWeightGrams: Int
    /// What was missing; empty but for ``State/short``.
    public var shortages: [Shortage]

    public init(
        orderId: OrderID, state: State, items: [ItemQuantity] = [], warehouseId: WarehouseID? = nil, totalWeightGrams: Int = 0,
        shortages: [Shortage] = []
    ) {
        self.orderId = orderId
        self.state = state
        self.items = items
        self.warehouseId = warehouseId
        self.totalWeightGrams = totalWeightGrams
        self.shortages = shortages
    }
}

/// What a decision of Stock changes: the order's reservation becomes this, and its units move accordingly.
public struct StockChange: Sendable, Hashable {
    /// How the units of the reservation move between the columns of ``StockLevel``.
    public enum Movement: Sendable, Hashable {
        case none
        case onHandToReserved
        case reservedToOnHand
        case reservedToPacked
        case packedToShipped
    }

    public var reservation: Reservation
    public var movement: Movement

    public init(_ reservation: Reservation, _ movement: Movement) {
        self.reservation = reservation
        self.movement = movement
    }
}
