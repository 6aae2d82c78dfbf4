import DeterministicSimulation
import DocketVerify
import DurableSQLite
import EventBus
import Fulfilment
import GRDB
import SQLiteEventBus
import Verification

/// Looks at the databases of a simulated installation with the eyes of `docket verify`: the same facts, the same invariants.
final class Inspector {
    private var queue: DatabaseQueue
    /// Of the files that are attached.
    private var generation: Int
    private let world: SimulatedWorld
    /// The inspector's copy of the log ends here.
    private var copied: Position = 0

    init(_ world: SimulatedWorld) throws {
        self.world = world
        generation = world.fileGeneration
        queue = try Self.open(world)
    }

    private static func open(_ world: SimulatedWorld) throws -> DatabaseQueue {
        let queue = try DatabaseQueue(named: nil, configuration: .withRowChecksums())
        try queue.writeWithoutTransaction { db in
            try Schema.prepare(db, file: "the simulated bus")
            for service in world.services {
                try db.execute(sql: "ATTACH DATABASE ? AS \(service.name)", arguments: [service.database.path])
            }
        }
        return queue
    }

    /// Forgets the log of the story before.
    func begin() throws {
        copied = 0
        try queue.writeWithoutTransaction { db in try db.cachedStatement(sql: "DELETE FROM messages").execute() }
    }

    /// What is broken by the rules of `docket verify`, and what is still to be done.
    func violations() throws -> (violations: [Violation], backlog: Backlog) {
        try look { db in
            let facts = try Facts(db, horizon: copied, services: verifiedServices)
            return (try Verifier.check(facts).flatMap(\.violations), facts.backlog)
        }
    }

    /// Rows of a query over all databases, the log as it is now.
    func rows(_ sql: String) throws -> [Row] {
        try look { db in try Row.fetchAll(db.cachedStatement(sql: sql)) }
    }

    private func look<Value>(_ body: (Database) throws -> Value) throws -> Value {
        if generation != world.fileGeneration { (queue, generation, copied) = (try Self.open(world), world.fileGeneration, 0) }
        return try queue.writeWithoutTransaction { db in
            try copyLog(into: db)
            return try body(db)
        }
    }

    private func copyLog(into db: Database) throws {
        let page = try world.bus.read(after: copied, matching: nil, limit: .max)
        guard !page.messages.isEmpty else { return }
        try db.cachedStatement(sql: "BEGIN").execute()
        let writer = try MessageRowWriter(db)
        for message in page.messages { _ = try writer.insert(message.envelope, at: message.position) }
        try db.cachedStatement(sql: "COMMIT").execute()
        copied = page.upTo
    }
}
