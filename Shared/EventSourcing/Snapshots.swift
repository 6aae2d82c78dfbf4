import DurableSQLite
public import Foundation
public import GRDB

/// What a stream's events came to at one of its versions, so that a long stream need not be read from its beginning.
public struct Snapshot: Sendable, Hashable {
    /// Of the last event that is in it.
    public var version: Int
    /// When that event happened. Kept to the microsecond.
    public var time: Date
    /// The state as JSON.
    public var data: Data

    public init(version: Int, time: Date, data: Data) {
        self.version = version
        self.time = time
        self.data = data
    }
}

/// The snapshots beside an event store: at most one a stream, the newest.
///
/// A snapshot is a cache and never the truth: all of them may be deleted at any moment, and a state of another shape than this program's
/// is passed over. Like the store's, the calls work inside the caller's transaction; a snapshot becomes durable with the events it is
/// made of, or not at all.
public struct Snapshots: Sendable {
    /// A snapshot is due each time a stream passes a multiple of this.
    public var interval: Int
    /// The shape of the states. Raise it with every change to the state or to how events are applied: older snapshots are then not
    /// read any more, and replaced when the next are due.
    public var schemaVersion: Int

    public init(every interval: Int, schemaVersion: Int) {
        precondition(interval > 0, "a snapshot is taken after one event at the earliest")
        self.interval = interval
        self.schemaVersion = schemaVersion
    }

    /// Creates the table: one step of the owner's schema migration.
    public static func createTable(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE snapshots (
                    stream TEXT PRIMARY KEY, version INTEGER NOT NULL, schema_version INTEGER NOT NULL,
                    time INTEGER NOT NULL, data TEXT NOT NULL,
                    \(RowChecksums.column(of: "stream, version, schema_version, time, data"))
                ) STRICT, WITHOUT ROWID
                """)
        try RowChecksums.guardTables(in: db)
    }

    /// True if a snapshot should be taken when a stream has gone from one version to another.
    public func isDue(from before: Int, to after: Int) -> Bool { before / interval < after / interval }

    /// The newest snapshot of a stream; `nil` if there is none of this shape, or it is damaged.
    public func load(_ stream: String, in db: Database) throws -> Snapshot? {
        let statement = try db.cachedStatement(
            sql: "SELECT version, time, data FROM marked_snapshots WHERE sound AND stream = ? AND schema_version = ?")
        return try Row.fetchOne(statement, arguments: [stream, schemaVersion]).map { row in
            Snapshot(
                version: try row.decode(atIndex: 0), time: Date(microseconds: try row.decode(atIndex: 1)),
                data: try row.decode(atIndex: 2))
        }
    }

    /// Keeps a snapshot in the place of the one before.
    public func save(_ snapshot: Snapshot, of stream: String, in db: Database) throws {
        let statement = try db.cachedStatement(
            sql: "INSERT OR REPLACE INTO snapshots (stream, version, schema_version, time, data) VALUES (?, ?, ?, ?, ?)")
        try statement.execute(arguments: [
            stream, snapshot.version, schemaVersion, snapshot.time.microseconds, String(decoding: snapshot.data, as: UTF8.self),
        ])
    }
}
