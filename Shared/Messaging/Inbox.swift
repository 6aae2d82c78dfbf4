import DurableSQLite
import GRDB

/// Remembers which messages were handled, so that a repeat ends before it does anything: idempotency by unique constraint.
enum Inbox {
    static let table = """
        CREATE TABLE inbox (
            consumer TEXT NOT NULL, message_id TEXT NOT NULL, position INTEGER NOT NULL, handled_at INTEGER NOT NULL,
            \(RowChecksums.column(of: "consumer, message_id, position, handled_at")),
            PRIMARY KEY (consumer, message_id)
        ) STRICT, WITHOUT ROWID
        """

    /// Notes the message as handled by this transaction. False if it was handled before.
    static func admit(_ id: String, position: Int64, at time: Int64, consumer: String, in db: Database) throws -> Bool {
        let statement = try db.cachedStatement(
            sql: "INSERT OR IGNORE INTO inbox (consumer, message_id, position, handled_at) VALUES (?, ?, ?, ?)")
        try statement.execute(arguments: [consumer, id, position, time])
        return db.changesCount == 1
    }

    /// Removes rows of messages up to `position`, among the next `limit` rows after the id `start`.
    ///
    /// Ids made one after the other stand side by side, so one walk through them needs no index of positions, which every message
    /// would pay for.
    ///
    /// - Returns: The id to go on from; `nil` at the end.
    static func forget(
        upTo position: Int64, from start: String, limit: Int, consumer: String, in db: Database
    ) throws -> String? {
        let seen = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT max(message_id), count(*) FROM (
                        SELECT message_id FROM inbox WHERE consumer = ? AND message_id > ? ORDER BY message_id LIMIT ?)
                    """), arguments: [consumer, start, limit])
        guard let seen, let end = seen[0] as String?, let count = seen[1] as Int? else { return nil }
        try db.cachedStatement(
            sql: "DELETE FROM inbox WHERE consumer = ? AND message_id > ? AND message_id <= ? AND position <= ?"
        ).execute(arguments: [consumer, start, end, position])
        // A caller that waited for an empty step would follow the newest rows for ever, as fast as they come.
        return count < limit ? nil : end
    }

    /// True if the message was handled before.
    static func has(_ id: String, consumer: String, in db: Database) throws -> Bool {
        let statement = try db.cachedStatement(sql: "SELECT 1 FROM inbox WHERE consumer = ? AND message_id = ?")
        return try Int.fetchOne(statement, arguments: [consumer, id]) != nil
    }
}
