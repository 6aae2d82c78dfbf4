// Bodies of Stock's HTTP API.

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

/// `POST /goods-in`: the lines of one delivery.
public struct Delivery: Sendable, Hashable, Codable {
    /// Lines one delivery may have.
    public static let itemLimit = 10_000

    public var items: [ReceivedGoods]

    public init(items: [ReceivedGoods]) { self.items = items }
}

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

/// `GET /stock` and `GET /stock/{sku}`, and the answer to a delivery.
public struct StockLevels: Sendable, Hashable, Codable {
    public var levels: [StockLevel]
    /// SKUs of which a level was left out, because what is stored of it is damaged; absent if there is none.
    public var damaged: [String]?
    /// Pass it as `after` to read on; absent at the end.
    public var next: SKU?

    public init(levels: [StockLevel], damaged: [String]? = nil, next: SKU? = nil) {
        self.levels = levels
        self.damaged = damaged
        self.next = next
    }
}
