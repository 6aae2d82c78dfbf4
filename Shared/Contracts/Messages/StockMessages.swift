// What Stock says and is told.

/// Asks Stock for all units of an order, or none. Answered by ``StockReserved`` or ``StockShortageDetected``.
public struct ReserveStock: OrderPayload {
    public static let type = MessageType.reserveStock
    public var orderId: OrderID
    public var items: [ItemQuantity]

    public init(orderId: OrderID, items: [ItemQuantity]) {
        self.orderId = orderId
        self.items = items
    }
}

/// Every unit of the order is set aside, in one warehouse.
public struct StockReserved: OrderPayload {
    public static let type = MessageType.stockReserved
    public var orderId: OrderID
    public var items: [ItemQuantity]
    public var warehouseId: WarehouseID
    /// Weight of all units together, for the carrier.
    public var totalWeightGrams: Int

    public init(orderId: OrderID, items: [ItemQuantity], warehouseId: WarehouseID, totalWeightGrams: Int) {
        self.orderId = orderId
        self.items = items
        self.warehouseId = warehouseId
        self.totalWeightGrams = totalWeightGrams
    }
}

/// Nothing was reserved, because these units are missing.
public struct StockShortageDetected: OrderPayload {
    public static let type = MessageType.stockShortageDetected
    public var orderId: OrderID
    /// Only the SKUs that are short, seen from the warehouse that could serve most.
    public var shortages: [Shortage]

    public init(orderId: OrderID, shortages: [Shortage]) {
        self.orderId = orderId
        self.shortages = shortages
    }
}

/// Asks Stock to let go of what it holds for the order, or will be asked to hold. Answered by ``StockReleased``.
public struct ReleaseStock: OrderPayload {
    public static let type = MessageType.releaseStock
    public var orderId: OrderID

    public init(orderId: OrderID) {
        self.orderId = orderId
    }
}

/// Stock holds nothing for this order and will reserve nothing for it any more.
public struct StockReleased: OrderPayload {
    public static let type = MessageType.stockReleased
    public var orderId: OrderID
    /// What was put back; empty if nothing was held.
    public var items: [ItemQuantity]

    public init(orderId: OrderID, items: [ItemQuantity]) {
        self.orderId = orderId
        self.items = items
    }
}

/// The units are in a parcel (state transfer).
public struct OrderPacked: OrderPayload {
    public static let type = MessageType.orderPacked
    public var orderId: OrderID
    public var items: [ItemQuantity]
    public var warehouseId: WarehouseID
    public var totalWeightGrams: Int

    public init(orderId: OrderID, items: [ItemQuantity], warehouseId: WarehouseID, totalWeightGrams: Int) {
        self.orderId = orderId
        self.items = items
        self.warehouseId = warehouseId
        self.totalWeightGrams = totalWeightGrams
    }
}

/// Goods came in. About a SKU, not about an order.
public struct StockReceived: MessagePayload {
    public static let type = MessageType.stockReceived
    public var sku: SKU
    public var quantity: Quantity
    public var warehouseId: WarehouseID
    public var unitWeightGrams: Int

    public var subject: String { "SKU-\(sku)" }

    public init(sku: SKU, quantity: Quantity, warehouseId: WarehouseID, unitWeightGrams: Int) {
        self.sku = sku
        self.quantity = quantity
        self.warehouseId = warehouseId
        self.unitWeightGrams = unitWeightGrams
    }
}
