import CoreMetrics
public import Decisions
public import EventBus
import Foundation
public import GRDB
import Logging
public import Messaging
import Synchronization

/// What a service is made of: the real handler and the real tables.
public struct SimulatedBlueprint {
    /// The service's own.
    public var handler: any MessageHandler
    /// Makes its tables.
    public var migrate: (any DatabaseWriter) throws -> Void

    public init(handler: any MessageHandler, migrate: @escaping (any DatabaseWriter) throws -> Void) {
        self.handler = handler
        self.migrate = migrate
    }

    /// - Parameter createTables: Creates the service's own tables, beside those of message processing.
    public init(handler: any MessageHandler, createTables: @escaping (Database) throws -> Void) {
        self.init(handler: handler) { queue in
            try queue.write { db in
                try RuntimeTables.create(in: db)
                try createTables(db)
            }
        }
    }
}

/// One service of a simulated installation: the real message processing over a database in memory, stepped from outside.
public final class SimulatedService {
    public let name: String
    /// What the service keeps.
    public let database: SimulatedDatabase
    /// The bus as this service sees it, with the faults between the two.
    public let bus = UnreliableBus()
    /// What goes wrong inside it.
    public let faultState = FaultState()
    /// What came of its messages.
    public let counts = OutcomeCounts()
    /// Who is asked for what a notice leaves out.
    public var details: (any DetailSource)?
    private let presence = Presence()
    /// What it reads from the bus.
    public let filter: MessageFilter
    /// The names of the messages that it takes.
    public let takes: Set<String>
    private let blueprint: SimulatedBlueprint
    private var dependencies: MessageProcessor.Dependencies?
    private var processor: MessageProcessor?

    public init(_ blueprint: SimulatedBlueprint, on machine: SimulatedMachine? = nil) throws {
        self.blueprint = blueprint
        name = blueprint.handler.service
        filter = blueprint.handler.subscription.filter
        takes = blueprint.handler.subscription.allTypes
        if let machine {
            database = try SimulatedDatabase(name, on: machine)
        } else {
            database = try SimulatedDatabase(name, migrate: blueprint.migrate)
        }
    }

    /// Empties the database and starts a process on it.
    func begin(_ environment: ProcessEnvironment, logger: Logger, limits: (batch: Int, relay: Int), _ mutant: Mutation?) throws {
        try database.clear()
        counts.reset()
        var handler: any MessageHandler = FaultyHandler(base: blueprint.handler, faultState: faultState)
        if let wrap = mutant?.handler { handler = wrap(handler) }
        let faultState = faultState
        var dependencies = MessageProcessor.Dependencies(
            handler: handler, database: database.writer, bus: bus, calls: CallPort(notifier: NoNotifier()),
            environment: environment,
            logger: logger, metrics: counts)
        dependencies.batchLimit = limits.batch
        dependencies.relayLimit = limits.relay
        dependencies.details = details
        dependencies.failpoint = { try faultState.pass($0) }
        self.dependencies = dependencies
        try HistoryCheck.bind(name, database.writer, to: bus)
        processor = try MessageProcessor(dependencies)
        presence.isUp = true
    }

    /// False while its process is dead.
    public var isUp: Bool { processor != nil }
    /// Messages that are held back, or read twice.
    public var faults: Faults? { dependencies?.faults }
    /// Where calls come in. Closed while the service is not up.
    public var calls: CallPort? { dependencies?.calls }
    /// How far it has read the bus.
    public var position: Position { processor?.position ?? 0 }

    /// The process is gone, with all that it had in memory.
    func kill() {
        processor = nil
        presence.isUp = false
        dependencies?.calls.close()
    }

    /// A new process: nothing is left but what the database holds.
    func start() throws {
        dependencies?.calls = CallPort(notifier: NoNotifier())
        dependencies?.database = database.writer
        try HistoryCheck.bind(name, database.writer, to: bus)
        processor = try dependencies.map(MessageProcessor.init)
        presence.isUp = true
    }

    /// Answers for other services: by a look into this service's database, and not while it is away.
    public func answering(
        _ look: @escaping @Sendable (Envelope, Database) throws -> any Message
    ) -> any DetailSource {
        let (presence, database) = (presence, database)
        return DetailFunction { notice, now in
            guard presence.isUp else {
                return .unavailable(until: now.addingTimeInterval(1), because: "whoever knows the details is away")
            }
            do {
                return .full(try database.read { db in try look(notice, db) })
            } catch {
                return .failed(error)
            }
        }
    }

    /// The power has failed: nothing of the process is left, and the files are others.
    func goOn(on machine: SimulatedMachine, _ base: any EventBus) throws {
        kill()
        // So that nobody holds the old file any more.
        dependencies?.database = try DatabaseQueue()
        try database.reopen(on: machine)
        bus.goOn(on: base)
    }

    func step() throws -> MessageProcessor.StepReport? { try processor?.step() }
    func checkpoint() throws { try processor?.checkpoint() }

    /// Something that is to happen to the service's database besides: what a mutant does.
    public func change(_ sql: String, arguments: StatementArguments = []) throws {
        try database.writer.writeWithoutTransaction { db in try db.execute(sql: sql, arguments: arguments) }
    }
}

/// Whether a service's process is there, for others to ask.
private final class Presence: Sendable {
    private let state = Mutex(false)

    var isUp: Bool {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}

/// A deliberate defect of one or all services, put in from outside: the product's own code has none.
public struct Mutation: Sendable {
    /// Wraps a service's handler.
    public var handler: (@Sendable (any MessageHandler) -> any MessageHandler)?
    /// Bends what passes to and from the bus of a service. Made anew for each story.
    public var bus: (@Sendable (String) -> UnreliableBus.Tampering)?
    /// Called after a service's process died, before it starts again.
    public var afterCrash: (@Sendable (SimulatedService, StepBoundary) throws -> Void)?
    /// Called when a story begins, with the databases empty.
    public var atStart: (@Sendable (SimulatedService) throws -> Void)?

    public init() {}
}
