import DurableSQLite
import Foundation
public import GRDB
import Synchronization

/// A service's database, in memory or on a ``SimulatedMachine``: made once and set back between stories, because making its tables anew would
/// cost more than a story.
///
/// It can be opened by its ``path`` from another connection of this process, which is how a check looks at all databases at once.
public final class SimulatedDatabase: Sendable {
    /// The path to attach it by.
    public let path: String
    private let name: String
    private let state: Mutex<any DatabaseWriter>
    /// What empties the tables again, and fills those that are not empty at the start. A machine has its files for that.
    private let clearing: [String]

    private static let made = Mutex(0)

    /// In memory.
    public init(_ name: String, migrate: (any DatabaseWriter) throws -> Void) throws {
        let number = Self.made.withLock { made in
            made += 1
            return made
        }
        let shared = "simulated-\(number)-\(name)"
        self.name = name
        path = "file:\(shared)?mode=memory&cache=shared"
        let queue = try DatabaseQueue(named: shared, configuration: .withRowChecksums())
        try migrate(queue)
        clearing = try queue.write(Self.prepareClearing)
        state = Mutex(queue)
    }

    /// On the machine's disk.
    init(_ name: String, on machine: SimulatedMachine) throws {
        self.name = name
        path = machine.file(name).path
        clearing = []
        state = Mutex(try machine.openDatabase(name))
    }

    /// The one connection that the service writes with.
    public var writer: any DatabaseWriter { state.withLock { $0 } }

    /// Looks into it. Not by `DatabaseQueue.read`, which makes SQLite prepare every statement anew (see ``DatabaseReader/readStatement(_:)``).
    public func read<Value>(_ body: (Database) throws -> Value) throws -> Value { try writer.writeWithoutTransaction(body) }

    /// Sets it back to what it was when it was made, but on a machine, which begins with other files.
    func clear() throws {
        try writer.inCachedTransaction { db in for sql in clearing { try db.cachedStatement(sql: sql).execute() } }
    }

    /// After a story has begun on the machine, or its power has returned.
    func reopen(on machine: SimulatedMachine) throws {
        let opened = try machine.openDatabase(name)
        state.withLock { $0 = opened }
    }

    private static func prepareClearing(_ db: Database) throws -> [String] {
        // No service removes an event, and a check finds one that is missing; but a new story begins with no events.
        for trigger in try String.fetchAll(
            db, sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND sql LIKE '%BEFORE DELETE%' ORDER BY name")
        {
            try db.execute(sql: "DROP TRIGGER \(trigger)")
        }
        let tables = try String.fetchAll(
            db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'grdb_migrations' ORDER BY name")
        return try tables.flatMap { table in
            guard try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") ?? 0 > 0, table != "sqlite_sequence" else {
                return ["DELETE FROM \(table)"]
            }
            try db.execute(sql: "CREATE TABLE first_\(table) AS SELECT * FROM \(table)")
            // A column that SQLite computes is not inserted.
            let columns = try String.fetchAll(db, sql: "SELECT name FROM pragma_table_info(?)", arguments: [table]).joined(
                separator: ", ")
            return ["DELETE FROM \(table)", "INSERT INTO \(table) (\(columns)) SELECT \(columns) FROM first_\(table)"]
        }
    }
}
