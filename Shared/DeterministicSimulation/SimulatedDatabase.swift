import DurableSQLite
public import GRDB
import Synchronization

/// A service's database in memory, made once and emptied between stories: making its tables anew would cost more than a story.
///
/// It can be opened by its ``name`` from another connection of this process, which is how a check looks at all databases at once.
public final class SimulatedDatabase {
    /// The path to attach it by.
    public let path: String
    /// The one connection that the service writes with.
    public let queue: DatabaseQueue
    /// What empties the tables again, and fills those that are not empty at the start.
    private let clearing: [String]

    private static let made = Mutex(0)

    public init(_ name: String, migrate: (DatabaseQueue) throws -> Void) throws {
        let number = Self.made.withLock { made in
            made += 1
            return made
        }
        let shared = "simulated-\(number)-\(name)"
        path = "file:\(shared)?mode=memory&cache=shared"
        queue = try DatabaseQueue(named: shared, configuration: .withRowChecksums())
        try migrate(queue)
        clearing = try queue.write(Self.prepareClearing)
    }

    /// Looks into it. Not by `DatabaseQueue.read`, which makes SQLite prepare every statement anew (see ``DatabaseReader/readStatement(_:)``).
    public func read<Value>(_ body: (Database) throws -> Value) throws -> Value { try queue.inDatabase(body) }

    /// Sets it back to what it was when it was made.
    public func clear() throws {
        try queue.inCachedTransaction { db in for sql in clearing { try db.cachedStatement(sql: sql).execute() } }
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
