package import Contracts
import NIOHTTP1

/// One line of `POST /goods-in`.
package struct GoodsIn: Sendable, Hashable, Codable {
    /// Stock takes at most so many lines a call.
    package static let linesPerCall = 10_000

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

/// The units of one SKU in one warehouse. `received = onHand + reserved + shipped`; packed units are reserved ones or shipped ones
/// as Stock accounts for them.
package struct StockLevel: Sendable, Hashable, Codable {
    package var sku: SKU
    package var warehouseId: WarehouseID
    package var received: Int
    package var onHand: Int
    package var reserved: Int
    package var packed: Int
    package var shipped: Int
}

/// The levels of one SKU, or one page of all.
package struct StockLevels: Sendable, Hashable, Codable {
    package var levels: [StockLevel]
}

extension ServiceClient {
    /// `POST /goods-in`, at most ``GoodsIn/linesPerCall`` lines.
    @discardableResult
    package func receive(_ items: [GoodsIn], labels: RequestLabels = RequestLabels()) async throws(APIError) -> StockLevels {
        struct Body: Encodable { var items: [GoodsIn] }
        return try await send(.POST, "/goods-in", Body(items: items), labels: labels)
    }

    /// The levels of one SKU in all warehouses: `GET /stock/{sku}`.
    package func levels(of sku: SKU) async throws(APIError) -> StockLevels {
        try await get("/stock/\(sku.rawValue.pathComponent)")
    }
}
