import DurableSQLite
import EventBus
public import Foundation
import GRDB
import Instants

/// One try of a message that failed.
public struct FailedAttempt: Sendable, Hashable {
    /// 1 for the first; goes on counting when a person has the message tried again.
    public var number: Int
    /// When it failed.
    public var at: Date
    /// Why, for people.
    public var error: String
}

/// Every failed try of every message that is in the retry queue or a dead letter. Forgotten when a message in the retry queue goes through, kept for a letter.
enum FailedAttempts {
    static let table = """
        CREATE TABLE attempts (
            position INTEGER NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL, error TEXT NOT NULL,
            \(RowChecksums.column(of: "position, number, at, error")),
            PRIMARY KEY (position, number)
        ) STRICT, WITHOUT ROWID
        """

    static func add(to position: Position, error: String, at time: Date, in db: Database) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO attempts (position, number, at, error)
                VALUES (?1, (SELECT coalesce(max(number), 0) + 1 FROM attempts WHERE position = ?1), ?2, ?3)
                """)
        try statement.execute(arguments: [position, time.microsecondsSince1970, error])
    }

    /// The tries of a dead letter stay: they are its record.
    static func forget(_ position: Position, in db: Database) throws {
        let statement = try db.cachedStatement(
            sql: "DELETE FROM attempts WHERE position = ?1 AND NOT EXISTS (SELECT 1 FROM dead_letters WHERE position = ?1)")
        try statement.execute(arguments: [position])
    }

    /// Oldest first.
    static func list(of position: Position, in db: Database) throws -> [FailedAttempt] {
        let rows = try Row.fetchAll(
            db.cachedStatement(sql: "SELECT number, at, error, checked FROM checked_attempts WHERE position = ? ORDER BY number"),
            arguments: [position])
        return try rows.map { row in
            try FailedAttempt(
                number: row.decode(atIndex: 0), at: Date(microsecondsSince1970: row.decode(atIndex: 1)),
                error: row.decode(atIndex: 2))
        }
    }
}
