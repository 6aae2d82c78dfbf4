import Contracts
import Decisions
import DeterministicSimulation
import EventBus
import Foundation
import GRDB
import Messaging
import Testing

/// The one timeout an order has: set, replaced, ended; it fires once, at its time, and is never lost.
@Suite struct TimeoutTests {
    /// A rig in which `OrderReady` sets the order's timeout and `OrderCompleted` ends it.
    private func rig() throws -> ProcessorFixture {
        let rig = try ProcessorFixture()
        rig.script.onMessage { message, context in
            try context.set(message is OrderReady ? .set(seconds: 10, attempt: 3) : .end, for: message.subject)
        }
        return rig
    }

    @Test func `a timeout fires once, at its time, with the attempt it was set for`() throws {
        let rig = try rig()
        try rig.publish("m1")
        #expect(try rig.step().nextDue == rig.clock.now.addingTimeInterval(10))
        rig.clock.advance(by: 9.99)
        try rig.step()
        #expect(try rig.effects == ["m1"])
        rig.clock.advance(by: 0.01)
        #expect(try rig.step().nextDue == nil)
        rig.clock.advance(by: 1_000)
        try rig.step()
        #expect(try rig.effects == ["m1", "timeout of Order-1, attempt 3"])
    }

    @Test func `a clock that is set back while the service is down makes no wait longer`() throws {
        let rig = try rig()
        try rig.publish("m1")
        try rig.step()
        rig.clock.advance(by: -3_600)
        try rig.restart()
        rig.clock.advance(by: 9.99)
        try rig.step()
        #expect(try rig.effects == ["m1"])
        rig.clock.advance(by: 0.01)
        try rig.step()
        #expect(try rig.effects == ["m1", "timeout of Order-1, attempt 3"])
    }

    @Test func `a timeout set again starts anew, and there is still one`() throws {
        let rig = try rig()
        try rig.publish("m1")
        try rig.step()
        rig.clock.advance(by: 6)
        try rig.publish("m2")
        try rig.step()
        rig.clock.advance(by: 6)
        try rig.step()
        #expect(try rig.effects == ["m1", "m2"])
        rig.clock.advance(by: 4)
        try rig.step()
        rig.clock.advance(by: 1_000)
        try rig.step()
        #expect(try rig.effects == ["m1", "m2", "timeout of Order-1, attempt 3"])
    }

    @Test func `a timeout that was ended does not fire, even if the end comes in the step in which it is due`() throws {
        let rig = try rig()
        try rig.publish("m1")
        try rig.step()
        rig.clock.advance(by: 10)
        try rig.publish("m2", .orderCompleted)
        try rig.step()
        #expect(try rig.effects == ["m1", "m2"])
        #expect(try rig.count("timers") == 0)
    }

    @Test func `each order has its own timeout`() throws {
        let rig = try rig()
        try rig.publish("m1", about: 1)
        try rig.step()
        rig.clock.advance(by: 5)
        try rig.publish("m2", about: 2)
        try rig.step()
        rig.clock.advance(by: 5)
        try rig.step()
        #expect(try rig.effects.last == "timeout of Order-1, attempt 3")
        rig.clock.advance(by: 5)
        try rig.step()
        #expect(try rig.effects.last == "timeout of Order-2, attempt 3")
    }

    @Test func `a timeout survives a restart and one that fell due meanwhile fires at once`() throws {
        let rig = try rig()
        try rig.publish("m1")
        try rig.step()
        rig.clock.advance(by: 3_600)
        try rig.restart()
        try rig.step()
        #expect(try rig.effects == ["m1", "timeout of Order-1, attempt 3"])
    }

    @Test func `a message that fails sets no timeout`() throws {
        let rig = try ProcessorFixture()
        rig.script.onMessage { _, context in
            try context.set(.set(seconds: 1, attempt: 0), for: "Order-1")
            throw Script.Unwilling()
        }
        try rig.publish("m1")
        try rig.step()
        #expect(try rig.count("timers") == 0)
    }

    @Test func `a timeout whose handling fails is tried again, ever more patiently, until it goes through`() throws {
        let rig = try rig()
        rig.script.onWatch { _, context in
            try context.publish(OrderReady(orderId: 1))
            throw Script.Unwilling()
        }
        try rig.publish("m1")
        try rig.step()
        rig.clock.advance(by: 10)
        var waits: [Double] = []
        for _ in 0..<8 {
            let next = try #require(try rig.step().nextDue)
            waits.append(next.timeIntervalSince(rig.clock.now))
            rig.clock.advance(to: next)
            try rig.restart()
        }
        #expect(waits == [1, 2, 4, 8, 16, 32, 60, 60])
        #expect(try rig.effects == ["m1"])
        #expect(try rig.published.isEmpty)
        rig.script.onWatch { _, _ in }
        try rig.step()
        #expect(try rig.effects == ["m1", "timeout of Order-1, attempt 3"])
        #expect(try rig.count("timers") == 0)
    }

    @Test func `what a timeout says belongs to the conversation that set it`() throws {
        let rig = try rig()
        rig.script.onWatch { subject, context in
            try context.publish(
                OrderPacked(
                    orderId: OrderID(stream: subject) ?? 2, items: [], warehouseId: "MAIN", totalWeightGrams: 1))
        }
        try rig.publish("m1")
        try rig.step()
        rig.clock.advance(by: 10)
        try rig.restart()
        try rig.step()
        let published = try #require(try rig.published.first)
        #expect(
            published.correlationID == "correlation of m1" && published.causationID == "m1"
                && published.mode == "choreography")
    }
}
