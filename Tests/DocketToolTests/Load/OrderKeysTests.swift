import Contracts
import Decisions
@testable import DocketClient
@testable import DocketLoad
import Testing

struct OrderKeysTests {
    @Test func `the same order has the same keys in every run`() throws {
        #expect(try keys().creation.idempotencyKey == keys().creation.idempotencyKey)
        // Written down: a new version must recognise what an older one sent.
        #expect(Digest(["a", "b"]).description == "d2b371819297f98a")
    }

    @Test func `creating and paying have keys of their own, and one correlation`() throws {
        let keys = try keys()
        #expect(keys.creation.idempotencyKey != keys.payment.idempotencyKey)
        #expect(keys.creation.correlationID == keys.payment.correlationID)
    }

    @Test func `another number, mode or batch makes another order`() throws {
        let all = try [keys(), keys(number: "2"), keys(mode: .choreography), keys(mode: .orchestration), keys(batch: "2")]
        #expect(Set(all.map(\.correlationID)).count == all.count)
    }

    @Test func `other content under the same number has the same key, so that the service refuses it`() throws {
        #expect(try keys().creation.idempotencyKey == keys(quantity: 2).creation.idempotencyKey)
    }

    private func keys(
        number: String = "1", mode: CoordinationMode? = nil, batch: String = "1", quantity: Quantity = 1
    ) throws -> OrderKeys {
        let item = OrderItem(sku: "MUG", quantity: quantity, unitPrice: try Money(amount: 100, currency: "EUR"))
        let order = NewOrder(customerId: "C-1", items: [item], shipTo: DemoAddress.of(number))
        return OrderKeys(LoadOrder(number: number, order: order), mode: mode, batch: batch)
    }
}
