import Contracts
import Decisions
import DeterministicSimulation
import DurableSQLite
import EventBus
import Foundation
import GRDB
import Logging
import Messaging
import Synchronization

/// One message processor with everything around it in the hands of the test: clock, bus, database, and what the handler does.
final class ProcessorFixture {
    let clock = VirtualClock()
    let bus = FaultyBus()
    let script = Script()
    let faults = Faults()
    let notifier = CountingNotifier()
    let calls: CallPort
    let database: DatabaseQueue
    /// Where the next step dies.
    let crashPoint = CrashPoint()
    private let dependencies: MessageProcessor.Dependencies
    private var processor: MessageProcessor

    init(
        retry: RetryPolicy = RetryPolicy(attempts: 3, initialDelay: 1, longestDelay: 60), callCapacity: Int = 100,
        relayLimit: Int = 1_000, check: MessageCheck? = nil
    ) throws {
        database = try DatabaseQueue(configuration: .withRowChecksums())
        try database.write { db in
            try RuntimeTables.create(in: db)
            try db.execute(sql: "CREATE TABLE effects (sequence INTEGER PRIMARY KEY, what TEXT NOT NULL)")
        }
        calls = CallPort(notifier: notifier, capacity: callCapacity)
        var dependencies = MessageProcessor.Dependencies(
            handler: ScriptedHandler(script: script), database: database, bus: bus, calls: calls,
            environment: ProcessEnvironment(now: { [clock] in clock.now }, random: Self.smallNumbers()), retry: retry,
            faults: faults,
            logger: Logger(label: "tester") { _ in SwiftLogNoOpLogHandler() })
        dependencies.relayLimit = relayLimit
        dependencies.check = check
        dependencies.failpoint = { [crashPoint] boundary in try crashPoint.pass(boundary) }
        self.dependencies = dependencies
        processor = try MessageProcessor(dependencies)
    }

    /// Counts up: ids differ, and a jitter made of so small a number takes nothing away from a delay.
    private static func smallNumbers() -> @Sendable () -> UInt64 {
        final class Counter: Sendable { let value = Atomic<UInt64>(0) }
        let counter = Counter()
        return { counter.value.add(1, ordering: .relaxed).newValue }
    }

    @discardableResult
    func step() throws -> MessageProcessor.StepReport { try processor.step() }

    func checkpoint() throws { try processor.checkpoint() }

    /// A crash and a start: nothing is left but the database and the bus.
    func restart() throws { processor = try MessageProcessor(dependencies) }

    // MARK: What goes in

    /// Another service publishes something about an order.
    func publish(
        _ id: String, _ type: MessageType = .orderReady, about order: OrderID = 1, _ mode: CoordinationMode = .choreography
    ) throws {
        try publish(.made(id, type, about: order, mode))
    }

    func publish(_ envelope: Envelope) throws { try bus.append([envelope]) }

    // MARK: What comes out

    /// What was handled and committed, in order.
    var effects: [String] {
        get throws { try database.read { db in try String.fetchAll(db, sql: "SELECT what FROM effects ORDER BY sequence") } }
    }

    /// What this service has published, as it is on the bus.
    var published: [Envelope] {
        get throws { try bus.read(after: 0, types: nil, limit: .max).messages.map(\.envelope).filter { $0.source == "/tester" } }
    }

    func count(_ table: String) throws -> Int {
        try database.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") ?? 0 }
    }

    var deadLetters: [DeadLetter] {
        get throws { try database.read { db in try DeadLetters.list(limit: 100, in: db) } }
    }
}

extension ProcessorFixture {
    func history(of position: Position) throws -> DeadLetterHistory {
        guard let history = try database.read({ db in try DeadLetters.history(of: position, in: db) }) else {
            throw Missing(position: position)
        }
        return history
    }

    struct Missing: Error { var position: Position }

    /// A call from outside and the step that does it.
    func call<Answer: Sendable>(_ work: @escaping @Sendable (Context) throws -> Answer) async throws -> Answer {
        let calls = calls
        let answer = Task { try await calls.perform("a call", origin: .outside, work: work) }
        await notifier.waitForNotifications(1)
        try step()
        return try await answer.value
    }
}

extension Envelope {
    /// A message that another service publishes about an order.
    static func made(
        _ id: String, _ type: MessageType = .orderReady, about order: OrderID = 1, _ mode: CoordinationMode = .choreography
    ) -> Envelope {
        Envelope(
            id: id, source: "/somebody", type: type.rawValue, subject: order.stream,
            time: Date(timeIntervalSince1970: 1_795_449_600),
            schemaVersion: 1, correlationID: "correlation of \(id)", causationID: nil, mode: mode.rawValue,
            partitionKey: order.stream, traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            data: Data(#"{"orderId":\#(order)}"#.utf8))
    }
}

extension Origin {
    /// A call from outside.
    static let outside = Origin(
        correlationID: "a call", mode: .choreography, trace: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
}

/// A notifier that a test waits for: a call that has been notified is in the queue.
final class CountingNotifier: Notifier {
    private let notifications = AsyncStream.makeStream(of: Void.self)

    func notify() { notifications.continuation.yield() }
    func wait(atMost limit: Duration) {}

    func waitForNotifications(_ count: Int) async {
        var iterator = notifications.stream.makeAsyncIterator()
        for _ in 0..<count { await iterator.next() }
    }
}

/// The boundary at which a step dies, if any.
final class CrashPoint: Sendable {
    struct Crash: Error {}

    private let armed = Mutex<StepBoundary?>(nil)

    func arm(_ boundary: StepBoundary?) { armed.withLock { $0 = boundary } }

    func pass(_ boundary: StepBoundary) throws {
        if armed.withLock({ $0 }) == boundary { throw Crash() }
    }
}
