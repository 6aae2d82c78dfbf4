public import EventBus
public import Foundation
public import GRDB

/// Messages that could not be handled, kept until a person deals with them.
public enum DeadLetters {
    public enum Reason: String, Sendable, Codable {
        /// It does not keep to its contract; another try gives the same.
        case unreadable
        /// It failed at every try.
        case attemptsExhausted
    }

    public struct DeadLetter: Sendable {
        public var position: Position
        public var envelope: Envelope
        public var reason: String
        public var attempts: Int
        public var error: String
        public var at: Date
    }

    static let table = """
        CREATE TABLE dead_letters (
            position INTEGER PRIMARY KEY, reason TEXT NOT NULL, attempts INTEGER NOT NULL, error TEXT NOT NULL, at INTEGER NOT NULL,
            \(EnvelopeColumns.definition)
        )
        """

    static func add(_ message: Parking.Parked, reason: Reason, error: String, at time: Date, in db: Database) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO dead_letters (position, reason, attempts, error, at, \(EnvelopeColumns.names))
                VALUES (?, ?, ?, ?, ?, \(EnvelopeColumns.marks))
                """)
        let head: StatementArguments = [message.position, reason.rawValue, message.attempts, error, time.microsecondsSince1970]
        try statement.execute(arguments: head + EnvelopeColumns.arguments(message.envelope))
    }

    /// The oldest `limit` dead letters after `position`.
    public static func list(after position: Position = 0, limit: Int, in db: Database) throws -> [DeadLetter] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT \(EnvelopeColumns.names), position, reason, attempts, error, at FROM dead_letters
                WHERE position > ? ORDER BY position LIMIT ?
                """, arguments: [position, limit])
        return rows.map { row in
            DeadLetter(
                position: row["position"], envelope: EnvelopeColumns.envelope(row), reason: row["reason"],
                attempts: row["attempts"], error: row["error"], at: Date(microsecondsSince1970: row["at"]))
        }
    }

    public static func count(in db: Database) throws -> Int {
        try Int.fetchOne(db, sql: "SELECT count(*) FROM dead_letters") ?? 0
    }
}
