import Contracts
import DecisionTesting
import OrdersDomain
import Testing

@Suite struct RehydrateTests {
    struct Told: Sendable, CustomStringConvertible {
        var events: [OrderEvent]
        var state: OrderState
        var paid: Money?
        var refunded: Money?
        var reason: CancellationReason?
        var description: String { "\(state) after \(events.count) events" }
    }

    @Test(arguments: [
        Told(events: Histories.created(), state: .created),
        Told(events: Histories.paid(), state: .paid, paid: Sample.total),
        Told(events: Histories.ready, state: .ready, paid: Sample.total),
        Told(events: Histories.completed, state: .completed, paid: Sample.total),
        Told(events: Histories.cancelledUnpaid, state: .cancelled, reason: .customerRequest),
        Told(events: Histories.refunded, state: .cancelled, paid: Sample.total, refunded: Sample.total, reason: .noCarrier),
    ])
    func `an order is what its events tell`(_ told: Told) throws {
        let order = try #require(OrderAggregate.rehydrate(Sample.order, from: told.events))
        #expect(order.state == told.state)
        #expect(order.paid == told.paid)
        #expect(order.refunded == told.refunded)
        #expect(order.cancellationReason == told.reason)
        #expect(order.version == told.events.count)
    }

    @Test func `an order taken event by event is the same as one read at once`() throws {
        var order = try #require(OrderAggregate.rehydrate(Sample.order, from: Histories.created()))
        for event in Histories.refunded.dropFirst() { order.apply(event) }
        #expect(order == OrderAggregate.rehydrate(Sample.order, from: Histories.refunded))
    }

    @Test func `without events there is no order`() {
        #expect(OrderAggregate.rehydrate(Sample.order, from: []) == nil)
    }

    @Test func `events that do not begin with the creation make no order`() {
        #expect(OrderAggregate.rehydrate(Sample.order, from: [.paid(Sample.total), .readied]) == nil)
    }
}
