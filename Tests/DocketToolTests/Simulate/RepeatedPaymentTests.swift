import Contracts
import Decisions
import DeterministicSimulation
@testable import DocketSimulate
import Foundation
import GRDB
import Messaging
import OrdersDomain
import OrdersService
import Testing

/// A payment that is published again, because nobody has answered it.
struct RepeatedPaymentTests {
    /// The two are one message with one id, and the bus takes the one that comes first: with another time it would be of another moment
    /// than the order's own stream.
    @Test func `it has the time of the payment, not of the repeat`() throws {
        let world = try SimulatedWorld(SimulatedFulfilment.blueprints().filter { $0.handler.service == "orders" })
        try world.begin(.init(seed: 1))
        let orders = world["orders"]
        orders.faults?.rules.hold = [.init(type: "OrderPaid", subject: nil, seconds: 1_000_000)]
        let calls = SimulatedFulfilment.orders
        let items = [OrderItem(sku: "MUG", quantity: 1, unitPrice: try Money(amount: 1250, currency: "EUR"))]
        let order = NewOrder(
            customerId: "C-1", items: items,
            shipTo: Address(name: "Ada Example", street: "Hauptstr. 1", city: "Berlin", postcode: "10115", country: "DE"),
            mode: .choreography, payloadStyle: .stateTransfer)
        orders.calls?.submit(
            "pay", origin: Origin(correlationID: "c", mode: .choreography, trace: ""),
            work: { context in
                let created = try calls.create(order, .choreography, in: context)
                return try calls.pay(created.orderId, Payment(), in: context)
            }, answer: { _ in })
        world.wake(orders)
        try world.run(until: world.now.addingTimeInterval(TimeoutPolicy().wholeOrder(in: .choreography, attempt: 0) + 10))
        let published = try orders.database.writer.read { db in
            try Row.fetchAll(db, sql: "SELECT id, time FROM outbox WHERE type = 'OrderPaid'")
        }
        let paid = try orders.database.writer.read { db in
            try Int64.fetchOne(db, sql: "SELECT time FROM events WHERE type = 'OrderPaid'")
        }
        #expect(published.count == 2 && paid != nil)
        #expect(published.allSatisfy { $0["time"] == paid && $0["id"] == "Order-1/OrderPaid" })
    }
}
