import DurableSQLite
public import EventBus
public import GRDB

/// What a service's database knows of the log that it belongs to: which one it is, and the last message it has published there. How far
/// it has read is its checkpoint.
///
/// Written in the transactions of the effects, so a database from a backup says just what it knew then.
public struct LogBinding: Sendable, Hashable {
    /// Which log it is.
    public var log: LogID
    /// The last message that is known to be there; `nil` for none.
    public var published: Publication?

    public init(log: LogID, published: Publication?) {
        self.log = log
        self.published = published
    }

    static let table = """
        CREATE TABLE log_binding (
            one INTEGER PRIMARY KEY CHECK (one = 1), log INTEGER NOT NULL, published INTEGER, published_id TEXT,
            \(RowChecksums.column(of: "one, log, published, published_id")),
            CHECK ((published IS NULL) = (published_id IS NULL))
        ) STRICT
        """

    /// `nil` in a database that belongs to no log yet.
    public static func load(in db: Database) throws -> LogBinding? {
        guard
            let row = try Row.fetchOne(
                db.cachedStatement(sql: "SELECT log, published, published_id, checked FROM checked_log_binding")),
            let log = LogID(rawValue: try row.get("log"))
        else { return nil }
        let position: Position? = try row.get("published")
        let id: String? = try row.get("published_id")
        return LogBinding(log: log, published: position.flatMap { at in id.map { Publication(position: at, id: $0) } })
    }

    /// Replaces what the database knew.
    public func save(in db: Database) throws {
        try db.cachedStatement(sql: "INSERT OR REPLACE INTO log_binding (one, log, published, published_id) VALUES (1, ?, ?, ?)")
            .execute(arguments: [log.rawValue, published?.position, published?.id])
    }

    /// Notes the last message that was published; does nothing in a database that belongs to no log. A message that is published again
    /// stays where it was, and that may be long before the last one.
    static func note(_ published: Publication, in db: Database) throws {
        let statement = try db.cachedStatement(
            sql: """
                UPDATE log_binding SET published = ?1, published_id = ?2 WHERE one = 1 AND (published IS NULL OR published < ?1)
                """)
        try statement.execute(arguments: [published.position, published.id])
    }
}
