import DurableSQLite
import EventBus
import Foundation
import GRDB
import Instants

/// Messages that failed and are tried again later, and behind each the later messages of the same order, which must not overtake it.
enum RetryQueue {
    struct Entry {
        var position: Position
        var envelope: Envelope
        /// Tries so far; 0 for a message that only waits behind another.
        var attempts: Int
    }

    /// `due` is set on the message that is being retried, and empty on those that wait behind it.
    static let table = """
        CREATE TABLE retry_queue (
            position INTEGER PRIMARY KEY, attempts INTEGER NOT NULL, due INTEGER, error TEXT, \(EnvelopeColumns.definition),
            \(RowChecksums.column(of: "position, attempts, due, error, \(EnvelopeColumns.names)"))
        ) STRICT;
        CREATE INDEX retry_queue_by_key ON retry_queue (partition_key, position);
        CREATE INDEX retry_queue_by_due ON retry_queue (due) WHERE due IS NOT NULL;
        """

    /// Parks the message, or notes that it failed once more. A duplicate that comes to wait changes nothing.
    static func add(_ message: Entry, due: Date?, error: String?, in db: Database) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO retry_queue (position, attempts, due, error, \(EnvelopeColumns.names))
                VALUES (?, ?, ?, ?, \(EnvelopeColumns.marks))
                ON CONFLICT (position) DO UPDATE SET attempts = max(attempts, excluded.attempts),
                    due = coalesce(excluded.due, due), error = coalesce(excluded.error, error)
                """)
        let head: StatementArguments = [message.position, message.attempts, due?.microsecondsSince1970, error]
        try statement.execute(arguments: head + EnvelopeColumns.arguments(message.envelope))
    }

    /// Lets messages of these types that are due now be due later.
    static func postpone(_ types: Set<String>, dueBy now: Date, until time: Date, in db: Database) throws {
        for type in types.sorted() {
            try db.cachedStatement(sql: "UPDATE retry_queue SET due = ? WHERE due <= ? AND type = ?")
                .execute(arguments: [time.microsecondsSince1970, now.microsecondsSince1970, type])
        }
    }

    static func remove(_ position: Position, in db: Database) throws {
        try db.cachedStatement(sql: "DELETE FROM retry_queue WHERE position = ?").execute(arguments: [position])
    }

    /// The messages whose next try is due, oldest first.
    static func due(at time: Date, limit: Int, in db: Database) throws -> [Entry] {
        try fetch("WHERE due <= ? ORDER BY due LIMIT ?", [time.microsecondsSince1970, limit], in: db)
    }

    /// The first message in the queue of this key.
    static func first(of key: String, in db: Database) throws -> Entry? {
        try fetch("WHERE partition_key = ? ORDER BY position LIMIT 1", [key], in: db).first
    }

    /// How many messages are in the retry queue, by key, and when the next try is due.
    static func overview(in db: Database) throws -> (keys: [String: Int], nextDue: Date?) {
        let rows = try Row.fetchAll(
            db.cachedStatement(sql: "SELECT partition_key, count(*) FROM retry_queue GROUP BY partition_key"))
        let keys = Dictionary(
            uniqueKeysWithValues: try rows.map { (try $0.decode(String.self, atIndex: 0), try $0.decode(Int.self, atIndex: 1)) })
        let due = try Int64.fetchOne(db.cachedStatement(sql: "SELECT min(due) FROM retry_queue"))
        return (keys, due.map(Date.init(microsecondsSince1970:)))
    }

    /// The clock was set back while the service was down: no message waits longer than the longest pause there is.
    static func startAgain(after now: Date, longest: Double, in db: Database) throws {
        let latest = now.addingTimeInterval(longest).microsecondsSince1970
        let later = "SELECT position FROM marked_retry_queue WHERE sound AND due > ?1"
        try db.cachedStatement(sql: "UPDATE retry_queue SET due = ?1 WHERE position IN (\(later))").execute(arguments: [latest])
    }

    private static func fetch(_ condition: String, _ arguments: StatementArguments, in db: Database) throws -> [Entry] {
        let statement = try db.cachedStatement(
            sql: "SELECT \(EnvelopeColumns.names), position, attempts, checked FROM checked_retry_queue \(condition)")
        return try Row.fetchAll(statement, arguments: arguments).map { row in
            try Entry(position: row.get("position"), envelope: EnvelopeColumns.envelope(row), attempts: row.get("attempts"))
        }
    }
}
