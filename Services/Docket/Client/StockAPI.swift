package import Contracts
import NIOHTTP1

extension ServiceClient {
    /// `POST /goods-in`, at most ``Delivery/itemLimit`` lines.
    @discardableResult
    package func receive(_ items: [ReceivedGoods], labels: RequestLabels = RequestLabels()) async throws(APIError) -> StockLevels
    {
        try await send(.POST, "/goods-in", Delivery(items: items), labels: labels)
    }

    /// The levels of one SKU in all warehouses: `GET /stock/{sku}`.
    package func levels(of sku: SKU) async throws(APIError) -> StockLevels {
        try await get("/stock/\(sku.rawValue.pathComponent)")
    }
}
