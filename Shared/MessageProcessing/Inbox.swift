import GRDB

/// Remembers which messages were handled, so that a repeat ends before it does anything: idempotency by unique constraint.
enum Inbox {
    static let table = """
        CREATE TABLE inbox (
            consumer TEXT NOT NULL, message_id TEXT NOT NULL, position INTEGER NOT NULL, handled_at INTEGER NOT NULL,
            PRIMARY KEY (consumer, message_id)
        ) WITHOUT ROWID
        """

    /// Notes the message as handled by this transaction. False if it was handled before.
    static func admit(_ id: String, position: Int64, at time: Int64, consumer: String, in db: Database) throws -> Bool {
        let statement = try db.cachedStatement(
            sql: "INSERT OR IGNORE INTO inbox (consumer, message_id, position, handled_at) VALUES (?, ?, ?, ?)")
        try statement.execute(arguments: [consumer, id, position, time])
        return db.changesCount == 1
    }
}
