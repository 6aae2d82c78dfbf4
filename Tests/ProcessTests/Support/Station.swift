import Contracts
import DurableSQLite
import EventBus
import Foundation
import FulfilmentSupport
import GRDB
import Logging
import Messaging
import ServiceKit
import Synchronization
import Testing

/// One service of the world: the real handler, tables and routes over a database in memory, stepped by hand.
final class Station: Sendable {
    let database: DatabaseQueue
    let access: ServiceAccess
    let blueprint: ServiceBlueprint
    let faults = Faults()
    private let dependencies: Mutex<MessageProcessor.Dependencies>
    private let processor: SteppedProcessor

    /// - Parameter batchLimit: How much one step takes: few, and the services mix more.
    init(
        _ name: String, on bus: InMemoryEventBus, environment: ProcessEnvironment, batchLimit: Int,
        build: (ServiceConfiguration) -> ServiceBlueprint
    ) throws {
        let configuration = ServiceConfiguration(service: name, dataDirectory: "/nowhere", faultsEnabled: true)
        blueprint = build(configuration)
        database = try DatabaseQueue(configuration: .withRowChecksums())
        try blueprint.migrate(database)
        processor = SteppedProcessor()
        let calls = CallPort(notifier: processor)
        access = ServiceAccess(calls: calls, database: database, configuration: configuration)
        var dependencies = MessageProcessor.Dependencies(
            handler: blueprint.handler, database: database, bus: bus, calls: calls, environment: environment, faults: faults,
            logger: Logger(label: name) { _ in SwiftLogNoOpLogHandler() })
        dependencies.batchLimit = batchLimit
        // What these tests make the services publish is held against the registered schemas.
        dependencies.check = try Self.schemas.get()
        self.dependencies = Mutex(dependencies)
        try restart()
    }

    private static let schemas = Result { try RegisteredSchemas.check() }

    /// A crash and a start: nothing is left but what the database holds.
    func restart() throws { try processor.start(dependencies.withLock { $0 }) }

    /// From here on, the source of what a notification leaves out.
    func ask(_ details: any DetailSource) throws {
        dependencies.withLock { $0.details = details }
        try restart()
    }

    func step() throws -> MessageProcessor.StepReport { try processor.step() }

    func checkpoint() throws { try processor.checkpoint() }

    func read<Value>(_ body: (Database) throws -> Value) throws -> Value { try database.read(body) }

    func write<Value>(_ body: (Database) throws -> Value) throws -> Value { try database.write(body) }
}

/// A processor that is stepped when needed: by the world in its turn, or by a call from outside, which wakes it and
/// is answered by that very step.
private final class SteppedProcessor: Notifier {
    private let processor = Mutex<MessageProcessor?>(nil)

    func start(_ dependencies: MessageProcessor.Dependencies) throws {
        try processor.withLock { $0 = try MessageProcessor(dependencies) }
    }

    func step() throws -> MessageProcessor.StepReport {
        try processor.withLock { try #require($0).step() }
    }

    func checkpoint() throws {
        try processor.withLock { try #require($0).checkpoint() }
    }

    func notify() {
        do {
            _ = try step()
        } catch {
            Issue.record(error, "the step that should have answered a call failed")
        }
    }

    func wait(atMost limit: Duration) {}
}
