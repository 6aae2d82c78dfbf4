import Contracts
import DeterministicSimulation
@testable import DocketLoad
import Testing

struct OrderGeneratorTests {
    @Test func `the same seed gives the same orders, another seed others`() throws {
        var first = OrderGenerator(count: 200, seed: 42)
        var second = OrderGenerator(count: 200, seed: 42)
        var third = OrderGenerator(count: 200, seed: 43)
        let orders = try drain(&first).orders
        #expect(orders.count == 200)
        #expect(try drain(&second).orders == orders)
        #expect(try drain(&third).orders != orders)
    }

    // Published results of `--seed 42` would change their meaning if this one failed.
    @Test func `seed 42 begins as it always has`() {
        var random = Seeded(42)
        #expect(random.next() == 13_679_457_532_755_275_413)
        #expect(random.next() == 2_949_826_092_126_892_291)
    }

    @Test func `the best seller sells far more than the middle of the catalogue`() throws {
        var generator = OrderGenerator(count: 5000, seed: 1)
        var sold: [SKU: Int] = [:]
        for order in try drain(&generator).orders {
            #expect((1...5).contains(order.order.items.count))
            for item in order.order.items { sold[item.sku, default: 0] += 1 }
        }
        // Weight 1 against 1/500.
        #expect(sold["SKU-0001", default: 0] > 50 * max(1, sold["SKU-0500", default: 0]))
    }

    @Test func `a SKU costs the same in every order`() throws {
        var generator = OrderGenerator(count: 1000, seed: 3)
        var prices: [SKU: Set<Money>] = [:]
        for item in try drain(&generator).orders.flatMap(\.order.items) { prices[item.sku, default: []].insert(item.unitPrice) }
        #expect(prices.values.allSatisfy { $0.count == 1 })
    }
}
