public import GRDB
import SQLiteSetup

/// Each row of a table carries a checksum of itself, against disks, cables and hands: what is damaged is noticed before it is used.
///
/// A table opts in with two columns, computed by SQLite: one with every insert and update, one with every look.
/// ```sql
/// CREATE TABLE prices (
///     sku TEXT PRIMARY KEY, amount INTEGER NOT NULL,
///     checksum INTEGER NOT NULL AS (row_checksum(sku, amount)) STORED,
///     sound INTEGER AS (checksum = row_checksum(sku, amount)) VIRTUAL
/// ) STRICT;
/// ```
/// and is then guarded (``guardTables(in:)``):
/// - `checked_prices` is what to read from: a damaged row ends the statement with an error (``DatabaseError/isOfDamagedRow``), the others
///   are served.
/// - Lists read the table itself with `sound`: they leave a damaged row out and say so.
/// - A damaged row is not updated, which would give it a right checksum again.
///
/// Every connection that writes, or reads by these views, needs the functions (``Configuration/withRowChecksums()``). One without them, such
/// as the `sqlite3` shell, can read the tables, but changes no row.
public enum RowChecksums {
    /// The two columns, for a table's definition: behind all others, which are listed.
    ///
    /// Whether a row is sound is asked of a column, not of an expression over the others in a view: in `WHERE state = 'open' AND f(state)`
    /// SQLite may call `f('open')` for rows in any state. A column's own expression it leaves alone.
    /// Source: https://www.sqlite.org/optoverview.html#constant_propagation
    public static func columns(over others: String) -> String {
        """
        checksum INTEGER NOT NULL AS (row_checksum(\(others))) STORED,
        sound INTEGER AS (checksum = row_checksum(\(others))) VIRTUAL
        """
    }

    /// Gives a connection that is open already the functions.
    public static func add(to db: Database) throws { try add(to: db.sqliteConnection) }

    /// The same for a connection (`sqlite3 *`) that is not GRDB's.
    package static func add(to connection: OpaquePointer?) throws {
        let code = sqlite_setup_add_row_checksum(UnsafeMutableRawPointer(connection))
        guard code == 0 else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
    }

    /// Guards the tables that have a checksum and are not guarded yet: the last step of a migration.
    public static func guardTables(in db: Database) throws {
        for table in try tables(in: db) where try !db.viewExists("checked_\(table.name)") { try table.guardRows(in: db) }
    }

    /// A table with a checksum.
    public struct Table: Sendable, Hashable {
        public var name: String
        /// Its columns but those of the checksum, in their order.
        public var columns: [String]
        /// Those that tell its rows apart.
        public var key: [String]

        /// The keys of rows that are not as they were written, the first `limit`, for people. Reads the whole table.
        public func damagedRows(in db: Database, schema: String = "main", limit: Int) throws -> [String] {
            let name = key.map { "'\($0) ' || ifnull(\($0), 'none')" }.joined(separator: " || ', ' || ")
            return try String.fetchAll(
                db,
                sql: """
                    SELECT \(name) FROM \(schema).\(self.name) NOT INDEXED WHERE sound IS NOT 1 LIMIT \(limit)
                    """)
        }

        func guardRows(in db: Database) throws {
            try db.execute(
                sql: """
                    CREATE VIEW checked_\(name) AS SELECT \(columns.joined(separator: ", ")) FROM \(name) WHERE check_row('\(name)', sound);
                    CREATE TRIGGER \(name)_checked BEFORE UPDATE ON \(name) WHEN NOT check_row('\(name)', OLD.sound)
                    BEGIN SELECT RAISE(ABORT, 'not reached: the check fails itself'); END;
                    """)
        }
    }

    /// The tables of a database that have a checksum, by name.
    public static func tables(in db: Database, schema: String = "main") throws -> [Table] {
        let names = try String.fetchAll(db, sql: "SELECT name FROM \(schema).sqlite_schema WHERE type = 'table' ORDER BY name")
        return try names.compactMap { name in
            let rows = try Row.fetchAll(
                db, sql: "SELECT name, pk, hidden FROM pragma_table_xinfo(?, ?)", arguments: [name, schema])
            let columns: [(name: String, key: Int, isGenerated: Bool)] = try rows.map { row in
                // 2 and 3 are generated columns: https://www.sqlite.org/pragma.html#pragma_table_xinfo
                (try row.get("name"), try row.get("pk"), try row.get("hidden") > 0)
            }
            guard columns.contains(where: { $0.name == "checksum" && $0.isGenerated }) else { return nil }
            let key = columns.filter { $0.key > 0 }.sorted { $0.key < $1.key }
            return Table(name: name, columns: columns.filter { !$0.isGenerated }.map(\.name), key: key.map(\.name))
        }
    }
}

extension Configuration {
    /// A configuration whose connections have the functions of ``RowChecksums``.
    public static func withRowChecksums() -> Configuration {
        var configuration = Configuration()
        configuration.prepareDatabase { db in try RowChecksums.add(to: db) }
        return configuration
    }
}

extension DatabaseError {
    /// True if the statement met a row that is not as it was written. Other rows, and other orders, are not concerned.
    public var isOfDamagedRow: Bool { extendedResultCode == .SQLITE_CORRUPT_VTAB }
}
