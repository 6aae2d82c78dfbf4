public import GRDB
import SQLiteSetup

/// Each row of a table carries a checksum of itself, against disks, cables and hands: what is damaged is noticed before it is used.
///
/// A table opts in with one column, computed by SQLite with every insert and update:
/// ```sql
/// CREATE TABLE prices (
///     sku TEXT PRIMARY KEY, amount INTEGER NOT NULL,
///     checksum INTEGER NOT NULL AS (row_checksum(sku, amount)) STORED
/// ) STRICT;
/// ```
/// and is then guarded (``guardTables(in:)``):
/// - `checked_prices` has one more column, `checked`: a query with it (`SELECT *`, or by its name) ends with an error at a damaged row that it
///   would return (``DatabaseError/isOfDamagedRow``); the others are served.
/// - `marked_prices` has one more column, `sound`: for lists, which leave a damaged row out and say so.
/// - A damaged row is not updated, which would give it a right checksum again.
///
/// The check is a column of what is returned, not a condition: in `WHERE state = 'open' AND f(state)` SQLite may call `f('open')` for rows in
/// any state. Source: https://www.sqlite.org/optoverview.html#constant_propagation
///
/// Every connection that writes, or reads by these views, needs the functions (``Configuration/withRowChecksums()``). One without them, such
/// as the `sqlite3` shell, can read the tables, but changes no row.
public enum RowChecksums {
    /// The column of a table that holds the checksum; it stands behind all others, which are listed.
    public static func column(of others: String) -> String {
        "checksum INTEGER NOT NULL AS (row_checksum(\(others))) STORED"
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
        /// Its columns but the checksum, in their order.
        public var columns: [String]
        /// Those that tell its rows apart.
        public var key: [String]

        /// The keys of rows that are not as they were written, the first `limit`, for people. Reads the whole table.
        public func damagedRows(in db: Database, schema: String = "main", limit: Int) throws -> [String] {
            let name = key.map { "'\($0) ' || ifnull(\($0), 'none')" }.joined(separator: " || ', ' || ")
            return try String.fetchAll(
                db,
                sql: """
                    SELECT \(name) FROM \(schema).\(self.name) NOT INDEXED WHERE checksum IS NOT \(checksum()) LIMIT \(limit)
                    """)
        }

        /// `row_checksum(...)` over the columns.
        private func checksum(of row: String = "") -> String { "row_checksum(\(list(of: row)))" }
        private func list(of row: String) -> String { columns.map { row + $0 }.joined(separator: ", ") }

        func guardRows(in db: Database) throws {
            let old = "check_row('\(name)', OLD.checksum = \(checksum(of: "OLD.")))"
            try db.execute(
                sql: """
                    CREATE VIEW checked_\(name) AS
                    SELECT \(list(of: "")), check_row('\(name)', checksum = \(checksum())) AS checked FROM \(name);
                    CREATE VIEW marked_\(name) AS SELECT *, checksum = \(checksum()) AS sound FROM \(name);
                    CREATE TRIGGER \(name)_checked BEFORE UPDATE ON \(name) WHEN NOT \(old)
                    BEGIN SELECT RAISE(ABORT, 'not reached: the check fails itself'); END;
                    """)
        }
    }

    /// The least key of a page of rows behind the number `last`; 0 asks for the first page, which begins below all numbers that are given: the
    /// key of a damaged row may be there.
    public static func firstKey<Key: FixedWidthInteger>(after last: Key) -> Key {
        last <= 0 ? .min : last == .max ? .max : last + 1
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
