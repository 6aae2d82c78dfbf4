import Contracts
import Decisions
import DecisionTesting
import OrdersDomain
import Testing

@Suite struct CreationTests {
    private func create(_ lines: [OrderItem]) -> Decision<[OrderEvent]> {
        let draft = OrderDraft(customerId: "C-1", items: lines, shipTo: Sample.address, mode: .choreography)
        return OrderDecisions.create(Sample.order, draft, now: Sample.now)
    }

    @Test func `an order is created with the sum of its lines, and a notification is published`() {
        let notification = OrderCreated(orderId: Sample.order, orderedAt: Sample.now, createdAt: Sample.now, total: Sample.total)
        #expect(Outcome(create(Sample.lines)) == .advances(Histories.created(.choreography), publishes: [notification]))
    }

    @Test func `several lines may be of one article, and one may be free`() {
        let lines = [
            OrderItem(sku: "MUG", quantity: 2, unitPrice: Sample.eur(100)),
            OrderItem(sku: "MUG", quantity: 1, unitPrice: Sample.eur(0)),
        ]
        guard case .advance(let events, _, _) = create(lines), case .created(let details) = events.first else {
            Issue.record("the order was not created")
            return
        }
        #expect(details.total == Sample.eur(200))
    }

    struct Refused: Sendable, CustomStringConvertible {
        var description: String
        var lines: [OrderItem]
    }

    static let line = OrderItem(sku: "MUG", quantity: 1, unitPrice: Sample.eur(1))

    @Test(arguments: [
        Refused(description: "no lines", lines: []),
        Refused(description: "too many lines", lines: Array(repeating: line, count: OrderDecisions.lineLimit + 1)),
        Refused(
            description: "too many units of one article on several lines",
            lines: [OrderItem(sku: "MUG", quantity: 1_000_000, unitPrice: Sample.eur(1)), line]),
        Refused(
            description: "more money than there is",
            lines: Array(repeating: OrderItem(sku: "MUG", quantity: 2, unitPrice: Sample.eur(Money.limit)), count: 2)),
    ])
    func `what makes no sense is refused`(_ refused: Refused) {
        #expect(Outcome(create(refused.lines)) == .refused(.invalid))
    }

    @Test func `lines in two currencies are refused`() throws {
        let dollar = OrderItem(sku: "POT", quantity: 1, unitPrice: try Money(amount: 1, currency: "USD"))
        #expect(Outcome(create([Self.line, dollar])) == .refused(.invalid))
    }

    @Test func `the most lines an order may have are taken`() {
        guard case .advance = create(Array(repeating: Self.line, count: OrderDecisions.lineLimit)) else {
            Issue.record("refused at the limit")
            return
        }
    }
}
