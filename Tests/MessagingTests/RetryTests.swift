import Contracts
import DeterministicSimulation
import EventBus
import Foundation
import Messaging
import Testing

/// A message that fails: tried again later, in order, without holding up the others.
@Suite struct RetryTests {
    @Test func `a failing message leaves its neighbours untouched and nothing of itself`() throws {
        let rig = try ProcessorFixture()
        rig.script.failing = ["m2"]
        for number in 1...3 { try rig.publish("m\(number)", about: OrderID(number) ?? 1) }
        try rig.step()
        #expect(try rig.effects == ["m1", "m3"])
        #expect(try rig.count("inbox") == 2)
        #expect(try rig.count("retry_queue") == 1)
    }

    @Test func `it is tried again after a delay that doubles, and not before`() throws {
        let rig = try ProcessorFixture()
        rig.script.failing = ["m1"]
        try rig.publish("m1")
        for (failures, delay) in [(1, 1.0), (2, 2.0)] {
            let report = try rig.step()
            #expect(rig.script.tries(of: "m1") == failures)
            #expect(report.nextDue == rig.clock.now.addingTimeInterval(delay))
            rig.clock.advance(by: delay - 0.01)
            #expect(try rig.step().handled == 0)
            rig.clock.advance(by: 0.01)
        }
        rig.script.failing = []
        let report = try rig.step()
        #expect(try rig.effects == ["m1"])
        #expect(report.nextDue == nil)
        #expect(try rig.count("retry_queue") == 0)
        #expect(try rig.count("attempts") == 0, "what went through in the end is nobody's business")
    }

    /// Found by the simulation: it was in the retry queue at its own place, before the one that failed.
    @Test func `a repeat of what was handled does not wait behind what failed`() throws {
        let rig = try ProcessorFixture()
        rig.script.failing = ["m2"]
        try rig.publish("m1")
        try rig.publish("m2")
        try rig.step()
        rig.bus.redelivers = 1
        try rig.step()
        #expect(rig.bus.redelivers == nil, "it was read again")
        #expect(try rig.effects == ["m1"])
        #expect(try rig.count("retry_queue") == 1)
    }

    @Test func `later messages of the same order wait behind it, other orders go on, and the order is kept`() throws {
        let rig = try ProcessorFixture()
        rig.script.failing = ["m1"]
        try rig.publish("m1", about: 1)
        try rig.publish("m2", about: 2)
        try rig.publish("m3", about: 1)
        try rig.step()
        try rig.publish("m4", about: 1)
        try rig.publish("m5", about: 2)
        try rig.step()
        #expect(try rig.effects == ["m2", "m5"])
        rig.script.failing = []
        rig.clock.advance(by: 1)
        try rig.step()
        #expect(try rig.effects == ["m2", "m5", "m1", "m3", "m4"])
    }

    @Test func `a message that waited and then fails holds back what is behind it`() throws {
        let rig = try ProcessorFixture()
        rig.script.failing = ["m1", "m2"]
        for number in 1...3 { try rig.publish("m\(number)") }
        try rig.step()
        rig.script.failing = ["m2"]
        rig.clock.advance(by: 1)
        try rig.step()
        #expect(try rig.effects == ["m1"])
        #expect(try rig.count("retry_queue") == 2)
        rig.script.failing = []
        rig.clock.advance(by: 1)
        try rig.step()
        #expect(try rig.effects == ["m1", "m2", "m3"])
    }

    @Test func `a repeat of a message in the retry queue does not make it two`() throws {
        let rig = try ProcessorFixture()
        rig.faults.rules.duplicate = [.init(type: OrderReady.name)]
        rig.script.failing = ["m1"]
        try rig.publish("m1")
        try rig.step()
        rig.script.failing = []
        rig.clock.advance(by: 1)
        try rig.step()
        #expect(try rig.effects == ["m1"])
        #expect(try rig.count("retry_queue") == 0)
    }

    @Test func `what waits for a retry survives a restart`() throws {
        let rig = try ProcessorFixture()
        rig.script.failing = ["m1"]
        try rig.publish("m1")
        try rig.publish("m2")
        try rig.step()
        try rig.restart()
        try rig.publish("m3")
        #expect(try rig.step().nextDue == rig.clock.now.addingTimeInterval(1))
        rig.script.failing = []
        rig.clock.advance(by: 1)
        try rig.step()
        #expect(try rig.effects == ["m1", "m2", "m3"])
    }

    @Test func `a message that always fails becomes a dead letter and lets the next one through`() throws {
        let rig = try ProcessorFixture()
        rig.script.failing = ["m1"]
        try rig.publish("m1")
        try rig.publish("m2")
        for _ in 0..<3 {
            try rig.step()
            rig.clock.advance(by: 60)
        }
        #expect(try rig.effects == ["m2"])
        let letter = try #require(try rig.deadLetters.first)
        #expect(letter.envelope == .made("m1"))
        #expect(letter.reason == .attemptsExhausted && letter.attempts == 3)
        #expect(letter.error.contains("Unwilling"))
        let tries = try rig.history(of: letter.position).attempts
        #expect(tries.map(\.number) == [1, 2, 3])
        #expect(tries.map { $0.at.timeIntervalSince(tries[0].at) } == [0, 60, 120])
        #expect(tries.allSatisfy { $0.error.contains("Unwilling") })
        #expect(try rig.count("retry_queue") == 0)
    }

    /// What can never be handled.
    static let hopeless: [(String, @Sendable (inout Envelope) -> Void)] = [
        ("no JSON", { $0.data = Data("no JSON".utf8) }),
        ("a member is missing", { $0.data = Data("{}".utf8) }),
        ("a version that never was", { $0.schemaVersion = 0 }),
        ("an unknown mode", { $0.mode = "anarchy" }),
    ]

    @Test func `a message of a newer version is read if that works, and else waits for the upgrade`() throws {
        let rig = try ProcessorFixture()
        var newer = Envelope.made("newer")
        newer.schemaVersion = 2
        try rig.publish(newer)
        var other = Envelope.made("other")
        (other.schemaVersion, other.data) = (2, Data("{}".utf8))
        try rig.publish(other)
        try rig.step()
        #expect(try rig.effects == ["newer"])
        #expect(try rig.count("retry_queue") == 1 && rig.deadLetters.isEmpty)
        for _ in 0..<3 {
            rig.clock.advance(by: 60)
            try rig.step()
        }
        let letter = try #require(try rig.deadLetters.first)
        #expect(letter.reason == .attemptsExhausted && letter.error.contains("upgrade this program"), "\(letter.error)")
    }

    @Test(arguments: hopeless.indices) func `what can never be handled is a dead letter at once`(_ index: Int) throws {
        let rig = try ProcessorFixture()
        var broken = Envelope.made("broken")
        Self.hopeless[index].1(&broken)
        try rig.publish("m1")
        try rig.publish(broken)
        try rig.publish("m2")
        let report = try rig.step()
        #expect(try rig.effects == ["m1", "m2"], "\(Self.hopeless[index].0)")
        #expect(try rig.deadLetters.map(\.envelope) == [broken])
        #expect(try rig.deadLetters.map(\.reason) == [.unreadable])
        #expect(report.nextDue == nil)
    }

    @Test(arguments: [
        (1, 0.1), (2, 0.2), (3, 0.4), (4, 0.8), (10, 51.2), (11, 60.0), (100, 60.0), (0, 0.1), (-1, 0.1),
    ])
    func `delays double up to the longest`(_ failed: Int, _ seconds: Double) {
        #expect(abs(RetryPolicy().delay(after: failed, random: 0) - seconds) < 1e-9)
    }

    @Test(arguments: [UInt64.min, .max / 4, .max / 2, .max]) func `chance takes away up to half of a delay`(_ random: UInt64) {
        let delay = RetryPolicy().delay(after: 3, random: random)
        #expect((0.2...0.4).contains(delay))
    }
}
