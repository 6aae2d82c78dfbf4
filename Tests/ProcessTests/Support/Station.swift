import Contracts
import EventBus
import Foundation
import GRDB
import Logging
import MessageProcessing
import ServiceRuntime
import Synchronization
import Testing

/// One service of the world: the real handler, tables and routes over a database in memory, stepped by hand.
final class Station: Sendable {
    let database: DatabaseQueue
    let access: ServiceAccess
    let blueprint: ServiceBlueprint
    let faults = Faults()
    private let parts: Mutex<MessageProcessor.Parts>
    private let processor: SteppedProcessor

    /// - Parameter batchLimit: How much one step takes: few, and the services mix more.
    init(
        _ name: String, on bus: InMemoryEventBus, surroundings: Surroundings, batchLimit: Int,
        build: (ServiceConfiguration) -> ServiceBlueprint
    ) throws {
        let configuration = ServiceConfiguration(service: name, dataDirectory: "/nowhere", faultsEnabled: true)
        blueprint = build(configuration)
        database = try DatabaseQueue()
        try blueprint.migrate(database)
        processor = SteppedProcessor()
        let calls = CallPort(bell: processor)
        access = ServiceAccess(calls: calls, database: database, configuration: configuration)
        var parts = MessageProcessor.Parts(
            handler: blueprint.handler, database: database, bus: bus, calls: calls, surroundings: surroundings, faults: faults,
            logger: Logger(label: name) { _ in SwiftLogNoOpLogHandler() })
        parts.batchLimit = batchLimit
        // What these tests make the services say is held against the registered schemas.
        parts.check = try Self.schemas.get()
        self.parts = Mutex(parts)
        try restart()
    }

    private static let schemas = Result { try RegisteredSchemas.check() }

    /// A crash and a start: nothing is left but what the database holds.
    func restart() throws { try processor.start(parts.withLock { $0 }) }

    /// From here on, whoever is asked for what a notice leaves out.
    func ask(_ details: any DetailSource) throws {
        parts.withLock { $0.details = details }
        try restart()
    }

    func step() throws -> MessageProcessor.StepReport { try processor.step() }

    func settle() throws { try processor.settle() }

    func read<Value>(_ body: (Database) throws -> Value) throws -> Value { try database.read(body) }

    func write<Value>(_ body: (Database) throws -> Value) throws -> Value { try database.write(body) }
}

/// A processor that is stepped by whoever needs it: by the world in its turn, or by a call from outside, which rings the bell and
/// is answered by that very step.
private final class SteppedProcessor: Bell {
    private let processor = Mutex<MessageProcessor?>(nil)

    func start(_ parts: MessageProcessor.Parts) throws {
        try processor.withLock { $0 = try MessageProcessor(parts) }
    }

    func step() throws -> MessageProcessor.StepReport {
        try processor.withLock { try #require($0).step() }
    }

    func settle() throws {
        try processor.withLock { try #require($0).settle() }
    }

    func ring() {
        do {
            _ = try step()
        } catch {
            Issue.record(error, "the step that should have answered a call failed")
        }
    }

    func wait(atMost limit: Duration) {}
}
