import Contracts

/// Orders that are all known beforehand.
struct ListSource: OrderSource {
    let skus: [SKU]
    let count: Int
    private var orders: ArraySlice<LoadOrder>

    init(_ orders: [LoadOrder]) {
        self.orders = orders[...]
        count = orders.count
        skus = Set(orders.flatMap { $0.order.items.map(\.sku) }).sorted()
    }

    mutating func next() -> SourceItem? { orders.popFirst().map(SourceItem.order) }
}
