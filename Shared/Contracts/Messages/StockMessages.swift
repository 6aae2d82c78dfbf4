public import Decisions

// What Stock publishes and is asked for.

/// Asks Stock for all units of an order, or none. Answered by ``StockReserved`` or ``StockShortageDetected``.
public struct ReserveStock: OrderMessage, CommandMessage {
    public static let type = MessageType.reserveStock
    public static let publishers = ["dispatch"]
    public var orderId: OrderID
    public var items: [ItemQuantity]

    public var summary: String? { items.summary }

    public init(orderId: OrderID, items: [ItemQuantity]) {
        self.orderId = orderId
        self.items = items
    }
}

/// Every unit of the order is set aside, in one warehouse.
public struct StockReserved: OrderMessage, EventMessage {
    public static let type = MessageType.stockReserved
    public static let publishers = ["stock"]
    public var orderId: OrderID
    public var items: [ItemQuantity]
    public var warehouseId: WarehouseID
    /// Weight of all units together, for the carrier.
    public var totalWeightGrams: Int

    public var summary: String? { "\(items.summary) from \(warehouseId)" }

    public init(orderId: OrderID, items: [ItemQuantity], warehouseId: WarehouseID, totalWeightGrams: Int) {
        self.orderId = orderId
        self.items = items
        self.warehouseId = warehouseId
        self.totalWeightGrams = totalWeightGrams
    }
}

/// Nothing was reserved, because these units are missing.
public struct StockShortageDetected: OrderMessage, EventMessage {
    public static let type = MessageType.stockShortageDetected
    public static let publishers = ["stock"]
    public var orderId: OrderID
    /// Only the SKUs that are short, seen from the warehouse that could serve most.
    public var shortages: [Shortage]

    public var summary: String? {
        shortages.map { "\($0.requested) x \($0.sku) wanted, \($0.available) there" }.joined(separator: ", ")
    }

    public init(orderId: OrderID, shortages: [Shortage]) {
        self.orderId = orderId
        self.shortages = shortages
    }
}

/// Asks Stock to let go of what it holds for the order, or will be asked to hold. Answered by ``StockReleased``.
public struct ReleaseStock: OrderMessage, CommandMessage {
    public static let type = MessageType.releaseStock
    public static let publishers = ["dispatch"]
    public static let isCompensation = true
    public var orderId: OrderID

    public init(orderId: OrderID) {
        self.orderId = orderId
    }
}

/// Stock holds nothing for this order and will reserve nothing for it any more.
public struct StockReleased: OrderMessage, EventMessage {
    public static let type = MessageType.stockReleased
    public static let publishers = ["stock"]
    public static let isCompensation = true
    public var orderId: OrderID
    /// What was put back; empty if nothing was held.
    public var items: [ItemQuantity]

    public var summary: String? { items.isEmpty ? "nothing was held" : "\(items.summary) put back" }

    public init(orderId: OrderID, items: [ItemQuantity]) {
        self.orderId = orderId
        self.items = items
    }
}

/// The units are in a parcel (state transfer).
public struct OrderPacked: OrderMessage, EventMessage {
    public static let type = MessageType.orderPacked
    public static let publishers = ["stock"]
    public var orderId: OrderID
    public var items: [ItemQuantity]
    public var warehouseId: WarehouseID
    public var totalWeightGrams: Int

    public var summary: String? { "\(totalWeightGrams) g" }

    public init(orderId: OrderID, items: [ItemQuantity], warehouseId: WarehouseID, totalWeightGrams: Int) {
        self.orderId = orderId
        self.items = items
        self.warehouseId = warehouseId
        self.totalWeightGrams = totalWeightGrams
    }
}

/// Goods came in. About a SKU, not about an order.
public struct StockReceived: FulfilmentMessage, EventMessage {
    public static let type = MessageType.stockReceived
    public static let publishers = ["stock"]
    public static let beginsChains = true
    public var sku: SKU
    public var quantity: Quantity
    public var warehouseId: WarehouseID
    public var unitWeightGrams: Int

    public var subject: String { "SKU-\(sku)" }

    public var summary: String? { "\(quantity) x \(sku) into \(warehouseId)" }

    public init(sku: SKU, quantity: Quantity, warehouseId: WarehouseID, unitWeightGrams: Int) {
        self.sku = sku
        self.quantity = quantity
        self.warehouseId = warehouseId
        self.unitWeightGrams = unitWeightGrams
    }
}
