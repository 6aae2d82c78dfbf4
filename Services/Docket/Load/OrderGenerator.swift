package import Contracts
import DeterministicSimulation
import DocketClient

/// Makes up orders: few SKUs sell a lot, most sell rarely (Zipf), 1 to 5 lines an order. The same seed gives the same orders.
package struct OrderGenerator: OrderSource {
    static let catalogue = 1000

    package let skus: [SKU]
    package let count: Int
    package var name: String { "generator \(seed)" }
    private let seed: UInt64
    private var random: Seeded
    private var made = 0
    /// Running sums of the SKUs' weights: SKU number r has weight 1/r. Integers, so that no machine rounds differently.
    private let sums: [Int]
    private let currency: String

    package init(count: Int, seed: UInt64, currency: String = "EUR") {
        self.count = count
        self.seed = seed
        self.currency = currency
        random = Seeded(seed)
        skus = (1...Self.catalogue).compactMap { SKU("SKU-" + "\($0)".zeroPadded(to: 4)) }
        var total = 0
        sums = (1...Self.catalogue).map { rank in
            total += 1_000_000_000 / rank
            return total
        }
    }

    package mutating func next() throws -> SourceItem? { try nextOrder().map(SourceItem.order) }

    package mutating func nextOrder() throws -> LoadOrder? {
        guard made < count else { return nil }
        made += 1
        let customer = random.below(10_000) + 1
        let items = try (0...random.below(5)).map { _ in try nextItem() }
        let number = "\(seed)-\(made)"
        guard let customerID = CustomerID("C-\(customer)") else { return nil }
        return LoadOrder(
            number: number, order: NewOrder(customerId: customerID, items: items, shipTo: DemoAddress.of(number)))
    }

    private mutating func nextItem() throws -> OrderItem {
        let rank = self.rank(at: random.below(sums[sums.count - 1]))
        let quantity = Quantity(random.below(3) + 1) ?? 1
        return OrderItem(sku: skus[rank], quantity: quantity, unitPrice: try price(ofRank: rank))
    }

    /// A SKU costs the same in every order: 1.99 to 100.99.
    private func price(ofRank rank: Int) throws -> Money {
        try Money(amount: 199 + rank * 37 % 100 * 100, currency: currency)
    }

    /// The first SKU whose running sum is beyond the point: a binary search.
    private func rank(at point: Int) -> Int {
        var low = 0
        var high = sums.count - 1
        while low < high {
            let middle = (low + high) / 2
            if sums[middle] > point { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

extension String {
    fileprivate func zeroPadded(to width: Int) -> String { String(repeating: "0", count: max(0, width - count)) + self }
}

/// Where orders without an address go. A shop's export has none; carriers need one.
package enum DemoAddress {
    // Areas that the carriers of the Shipping service take.
    private static let places = [
        ("10115", "Berlin"), ("20095", "Hamburg"), ("50667", "Köln"), ("60311", "Frankfurt am Main"), ("80331", "München"),
    ]

    /// Always the same for the same order number.
    package static func of(_ number: String) -> Address {
        let (postcode, city) = places[Int(Digest([number]).value % UInt64(places.count))]
        return Address(name: "Demo Customer", street: "Hauptstr. 1", city: city, postcode: postcode, country: "DE")
    }
}
