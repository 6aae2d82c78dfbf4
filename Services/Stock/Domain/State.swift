public import Contracts

/// The units of one SKU in one warehouse. `received = onHand + reserved + packed + shipped`, always.
public struct StockLevel: Sendable, Hashable, Codable {
    public var sku: SKU
    public var warehouseId: WarehouseID
    /// All units that ever came in.
    public var received: Int
    /// Free to be reserved; never below zero.
    public var onHand: Int
    /// Set aside for orders that are not packed yet.
    public var reserved: Int
    /// In parcels that have not left.
    public var packed: Int
    /// Out of the house.
    public var shipped: Int
    public var unitWeightGrams: Int

    public init(
        sku: SKU, warehouseId: WarehouseID, received: Int = 0, onHand: Int = 0, reserved: Int = 0, packed: Int = 0,
        shipped: Int = 0,
        unitWeightGrams: Int
    ) {
        self.sku = sku
        self.warehouseId = warehouseId
        self.received = received
        self.onHand = onHand
        self.reserved = reserved
        self.packed = packed
        self.shipped = shipped
        self.unitWeightGrams = unitWeightGrams
    }
}

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

/// Units of one SKU that came in.
public struct ReceivedGoods: Sendable, Hashable, Codable {
    public var sku: SKU
    public var quantity: Quantity
    /// `nil` for the usual one.
    public var warehouseId: WarehouseID?
    /// `nil` for the weight that is known.
    public var unitWeightGrams: Int?

    public init(sku: SKU, quantity: Quantity, warehouseId: WarehouseID? = nil, unitWeightGrams: Int? = nil) {
        self.sku = sku
        self.quantity = quantity
        self.warehouseId = warehouseId
        self.unitWeightGrams = unitWeightGrams
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
