import DurableSQLite
import Foundation
import GRDB

/// A table in which two databases of one service differ.
struct TableDifference: Encodable, Equatable {
    var table: String
    /// Rows that only the new, or only the old one has. A row that changed is one of each.
    var onlyInNew: Int
    var onlyInOld: Int
    /// The first few, as text.
    var examples: [String]
}

/// Compares a database that was made again with the one that was there, table by table, row by row.
struct TableComparison {
    /// What the log does not have, by table: these columns are left out. Times of what published nothing; what a timeout
    /// did that found its message on the bus already, and whom it called for help. And what a copy has for itself: which log it belongs to.
    static let uncounted: [String: Set<String>] = [
        "inbox": ["handled_at"], "reservations": ["updated_at"], "shipments": ["updated_at"],
        "log_binding": ["log"],
        "sagas": ["updated_at", "started_at", "needs_attention", "attention"],
        "audit": ["sequence", "at"], "timers": ["due", "attempt", "traceparent", "failures", "set_at"],
        "retry_queue": ["due", "error", "attempts"], "dead_letters": ["at", "error", "attempts", "reason", "state"],
    ]
    /// Rows that the log does not have.
    private static let conditions = [
        "audit": "cause <> 'timeout fired'"
    ]
    /// Tables that the log has nothing of.
    static let unknown: Set<String> = [
        "idempotency", "attempts", "grdb_migrations", "outbox", "checkpoint", "order_numbers", "snapshots",
    ]

    private let new: String
    private let old: String

    init(_ new: String, _ old: String) { (self.new, self.old) = (new, old) }

    func differences() throws -> [TableDifference] {
        var configuration = Configuration.withRowChecksums()
        configuration.readonly = true
        let queue = try DatabaseQueue(path: new, configuration: configuration)
        defer { try? queue.close() }  // Read only: nothing can be lost.
        return try queue.inDatabase { db in
            try db.execute(sql: "ATTACH DATABASE ? AS old", arguments: [old])
            let tables = try String.fetchAll(
                db, sql: "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
            return try tables.filter { !Self.unknown.contains($0) }.compactMap { try difference(in: $0, db) }
        }
    }

    /// A row on one line that a person can read.
    private static func text(_ row: Row) -> String {
        let text = "\(row)"
        return text.count > 300 ? text.prefix(300) + " ..." : text
    }

    private func difference(in table: String, _ db: Database) throws -> TableDifference? {
        // A checksum differs wherever a column does that is left out.
        let left = Self.uncounted[table, default: []].union(["checksum"])
        let columns = try db.columns(in: table).map(\.name).filter { !left.contains($0) }.joined(separator: ", ")
        let condition = Self.conditions[table] ?? "true"
        func only(_ one: String, _ other: String) throws -> [Row] {
            func rows(_ file: String) -> String { "SELECT \(columns) FROM \(file).\(table) WHERE \(condition)" }
            return try Row.fetchAll(db, sql: "\(rows(one)) EXCEPT \(rows(other))")
        }
        let (inNew, inOld) = (try only("main", "old"), try only("old", "main"))
        guard !inNew.isEmpty || !inOld.isEmpty else { return nil }
        let examples = inNew.prefix(3).map { "new: \(Self.text($0))" } + inOld.prefix(3).map { "old: \(Self.text($0))" }
        return TableDifference(table: table, onlyInNew: inNew.count, onlyInOld: inOld.count, examples: examples)
    }
}
