package import Contracts
package import MessageProcessing
import ServiceRuntime
package import StockDomain

/// `POST /goods-in`.
package struct Delivery: Codable, Sendable {
    package struct Item: Codable, Sendable {
        package var sku: SKU
        package var quantity: Quantity
        package var warehouseId: WarehouseID?
        package var unitWeightGrams: Int?

        package init(sku: SKU, quantity: Quantity, warehouseId: WarehouseID? = nil, unitWeightGrams: Int? = nil) {
            self.sku = sku
            self.quantity = quantity
            self.warehouseId = warehouseId
            self.unitWeightGrams = unitWeightGrams
        }
    }

    /// Items one delivery may list.
    static let itemLimit = 10_000
    package var items: [Item]

    package init(items: [Item]) { self.items = items }

    func check() throws {
        guard (1...Self.itemLimit).contains(items.count) else {
            throw Problem(.invalidRequest, "a delivery lists 1 to \(Self.itemLimit) items, not \(items.count)")
        }
        guard items.allSatisfy({ (0...100_000_000).contains($0.unitWeightGrams ?? 0) }) else {
            throw Problem(.invalidRequest, "unitWeightGrams is 0 to 100,000,000")
        }
    }
}

/// Levels as they are answered.
package struct Levels: Codable, Sendable {
    package var levels: [StockLevel]
    /// Pass it as `after` to read on; absent at the end.
    package var next: SKU?
}

/// What people ask of Stock, inside a step: the same whether it comes over HTTP or from a simulation.
package enum StockCalls {
    static let usualWarehouse: WarehouseID = "MAIN"
    static let usualUnitWeightGrams = 500

    package static func receive(_ delivery: Delivery, in context: Context) throws -> Levels {
        for item in delivery.items {
            let warehouse = item.warehouseId ?? usualWarehouse
            let known = try StockTables(context.db).levels(of: item.sku).first { $0.warehouseId == warehouse }
            let weight = item.unitWeightGrams ?? known?.unitWeightGrams ?? usualUnitWeightGrams
            try StockTables(context.db).receive(item.quantity, of: item.sku, at: warehouse, weight: weight)
            try context.publish(
                .stockReceived(
                    StockReceived(sku: item.sku, quantity: item.quantity, warehouseId: warehouse, unitWeightGrams: weight)))
        }
        return Levels(levels: try StockTables(context.db).levels(of: delivery.items.map(\.sku)).sorted { $0.sku < $1.sku })
    }
}
