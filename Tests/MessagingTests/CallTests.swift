import Contracts
import Decisions
import EventBus
import GRDB
import Messaging
import Testing

/// Calls from outside: they run in the step and are answered when it is durable.
@Suite struct CallTests {
    struct Refused: Error, Equatable {}

    private static func note(_ what: String, in context: Context) throws {
        try context.db.execute(sql: "INSERT INTO effects (what) VALUES (?)", arguments: [what])
    }

    @Test func `calls that wait together are committed together`() async throws {
        let rig = try ProcessorFixture()
        let commits = CommitCounter()
        rig.database.add(transactionObserver: commits)
        let calls = rig.calls
        try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 1...50 {
                group.addTask {
                    try await calls.perform("count", origin: .outside) { context in
                        try Self.note("\(number)", in: context)
                        return number
                    }
                }
            }
            await rig.notifier.waitForNotifications(50)
            #expect(try rig.step().handled == 50)
            var answers: Set<Int> = []
            for try await answer in group { answers.insert(answer) }
            #expect(answers == Set(1...50))
        }
        #expect(commits.count == 1)
        #expect(try rig.effects.count == 50)
    }

    @Test func `a call that fails undoes only itself and throws to its caller`() async throws {
        let rig = try ProcessorFixture()
        let calls = rig.calls
        async let good = calls.perform("good", origin: .outside) { context in
            try Self.note("good", in: context)
            return 1
        }
        await rig.notifier.waitForNotifications(1)
        let bad = Task {
            try await calls.perform("bad", origin: .outside) { context -> Int in
                try Self.note("bad", in: context)
                try context.publish(OrderReady(orderId: 1))
                try context.set(.set(seconds: 1, attempt: 0), for: "Order-1")
                throw Refused()
            }
        }
        await rig.notifier.waitForNotifications(1)
        try rig.step()
        #expect(try await good == 1)
        await #expect(throws: Refused()) { try await bad.value }
        #expect(try rig.effects == ["good"])
        #expect(try rig.published.isEmpty && rig.count("timers") == 0)
    }

    @Test func `more calls than the queue holds are turned away at once`() async throws {
        let rig = try ProcessorFixture(callCapacity: 1)
        let calls = rig.calls
        async let first = calls.perform("first", origin: .outside) { _ in 1 }
        await rig.notifier.waitForNotifications(1)
        await #expect(throws: ProcessorUnavailable.overloaded) { try await calls.perform("second", origin: .outside) { _ in 2 } }
        try rig.step()
        #expect(try await first == 1)
    }

    @Test func `closing fails those who wait and those who come`() async throws {
        let rig = try ProcessorFixture()
        let calls = rig.calls
        let waiting = Task {
            try await calls.perform("waiting", origin: .outside) { context in try Self.note("waiting", in: context) }
        }
        await rig.notifier.waitForNotifications(1)
        calls.close()
        await #expect(throws: ProcessorUnavailable.stopping) { try await waiting.value }
        await #expect(throws: ProcessorUnavailable.stopping) { try await calls.perform("late", origin: .outside) { _ in } }
        try rig.step()
        #expect(try rig.effects.isEmpty)
    }

    @Test func `what a call says starts a chain in the caller's trace`() async throws {
        let rig = try ProcessorFixture()
        let calls = rig.calls
        async let call = calls.perform("say", origin: .outside) { context in
            context.origin.mode = .orchestration
            return try context.publish(OrderReady(orderId: 1))
        }
        await rig.notifier.waitForNotifications(1)
        try rig.step()
        let id = try await call
        let published = try #require(try rig.published.first)
        #expect(published.id == id)
        #expect(published.correlationID == "a call" && published.causationID == nil && published.mode == "orchestration")
        #expect(published.traceparent.hasPrefix("00-4bf92f3577b34da6a3ce929d0e0e4736-"))
    }

    private final class CommitCounter: TransactionObserver {
        private(set) var count = 0
        func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { true }
        func databaseDidChange(with event: DatabaseEvent) {}
        func databaseDidCommit(_ db: Database) { count += 1 }
        func databaseDidRollback(_ db: Database) {}
    }
}
