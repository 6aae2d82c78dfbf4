import Contracts
import Decisions
import DeterministicSimulation
import EventBus
import Foundation
import GRDB
import Messaging
import Testing

/// What the inbox and the idempotency keys forget, and above all what they do not.
@Suite struct ForgettingTests {
    /// Handles `count` messages, lets the log forget the first `compacted` of them, and settles long enough for all to be forgotten.
    private func handled(_ count: Int, compacted: Int64, _ rig: ProcessorFixture) throws {
        for number in 1...count { try rig.publish("m\(number)") }
        while try rig.step().handled > 0 {}
        try rig.checkpoint()
        _ = try rig.bus.compact(upTo: compacted)
        rig.clock.advance(by: 10)
        for _ in 0..<3 { try rig.checkpoint() }
    }

    @Test func `the inbox keeps what the log keeps, and forgets what the log has forgotten`() throws {
        let rig = try ProcessorFixture()
        try handled(10, compacted: 7, rig)
        #expect(try rig.count("inbox") == 3)
    }

    @Test func `nothing is forgotten while the log keeps everything`() throws {
        let rig = try ProcessorFixture()
        try handled(10, compacted: 0, rig)
        #expect(try rig.count("inbox") == 10)
    }

    @Test func `a consumer that does not acknowledge keeps the log, and so everybody's inbox`() throws {
        let rig = try ProcessorFixture()
        try rig.bus.acknowledge(2, by: "away")
        try handled(10, compacted: 10, rig)
        #expect(try rig.count("inbox") == 8)
    }

    @Test func `messages that keep coming do not keep a walk from its end, and the next from its beginning`() throws {
        let rig = try ProcessorFixture()
        for number in 1...40 {
            try rig.publish("m\(number)")
            try rig.step()
            rig.clock.advance(by: 1)
            try rig.checkpoint()
            _ = try rig.bus.compact(upTo: Int64(number - 5))
        }
        #expect(try rig.count("inbox") < 20)
    }

    @Test func `an inbox longer than one walk's step is walked to its end`() throws {
        let rig = try ProcessorFixture()
        try handled(12_000, compacted: 11_990, rig)
        for _ in 0..<3 { try rig.checkpoint() }
        #expect(try rig.count("inbox") == 10)
    }

    /// The bus must know the id of a message for as long as its sender may publish it again.
    @Test func `a message that is in the outbox after a crash cannot be forgotten by the bus`() throws {
        let rig = try ProcessorFixture()
        rig.script.onMessage { message, context in
            if let order = OrderID(stream: message.subject) { try context.publish(OrderPacked.sample(of: order)) }
        }
        // As every service does at its start.
        try rig.bus.acknowledge(0, by: "tester")
        try rig.publish("m1")
        // On the bus, but its row is still in the outbox.
        rig.crashPoint.arm(.afterRelay)
        #expect(throws: CrashPoint.Crash.self) { try rig.step() }
        rig.crashPoint.arm(nil)
        try rig.restart()
        // This time it cannot be relayed, so its row stays; and yet the log is read to its end.
        rig.bus.refuses = true
        #expect(throws: (any Error).self) { try rig.step() }
        rig.bus.refuses = false
        try rig.checkpoint()
        _ = try rig.bus.compact(upTo: 100)
        try rig.restart()
        try rig.step()
        #expect(try rig.published.count == 1)
        #expect(try rig.bus.statistics().last == 2)
    }

    @Test func `a key is forgotten a day after, and not before`() async throws {
        let rig = try ProcessorFixture()
        let calls = rig.calls
        async let answer = calls.perform("POST /orders", origin: .outside) { context in
            try Idempotency.once(key: "k", operation: "POST /orders", request: Data(), in: context) { 1 }.answer
        }
        await rig.notifier.waitForNotifications(1)
        try rig.step()
        #expect(try await answer == 1)
        rig.clock.advance(by: Idempotency.lifetime - 1)
        try rig.checkpoint()
        #expect(try rig.count("idempotency") == 1)
        rig.clock.advance(by: 10)
        try rig.checkpoint()
        #expect(try rig.count("idempotency") == 0)
    }
}
