import DurableSQLite
public import EventBus
public import GRDB

/// How far a consumer has read the bus. Written in the transaction of the effects, so that the two cannot disagree.
enum Checkpoint {
    static let table = """
        CREATE TABLE checkpoint (
            consumer TEXT PRIMARY KEY, position INTEGER NOT NULL, \(RowChecksums.column(of: "consumer, position"))
        ) STRICT
        """

    static func load(_ consumer: String, in db: Database) throws -> Position {
        try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT position, checked FROM checked_checkpoint WHERE consumer = ?"), arguments: [consumer])
            ?? 0
    }

    static func save(_ position: Position, of consumer: String, in db: Database) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO checkpoint (consumer, position) VALUES (?, ?)
                ON CONFLICT (consumer) DO UPDATE SET position = excluded.position
                """)
        try statement.execute(arguments: [consumer, position])
    }
}

/// Looks up how far a consumer has come, for metrics and for tools that read the file.
public enum ConsumerProgress {
    /// 0 for a consumer that has read nothing.
    public static func position(of consumer: String, in db: Database) throws -> Position {
        try Checkpoint.load(consumer, in: db)
    }
}
