package import EventBus
package import GRDB

/// The tables of `bus.db`. They are a public format: read them with any SQLite 3.37 or newer, write them with Docket only.
///
/// ```
/// sqlite3 -readonly .docket/bus.db "SELECT position, type, subject FROM messages ORDER BY position DESC LIMIT 10"
/// ```
///
/// **`messages`**, the log, one row a message, never changed:
///
/// | column | what |
/// |---|---|
/// | `position` | place in the log, from 1, in commit order, without gaps; never given twice, not even after a compaction |
/// | `time` | microseconds since 1970-01-01T00:00:00Z |
/// | `schema_version` | version of the schema that `data` follows |
/// | `type`, `source`, `subject`, `id` | as in CloudEvents; `id` is unique |
/// | `mode` | `choreography` or `orchestration` |
/// | `partition_key` | messages with the same key are handled in their order |
/// | `correlation_id`, `causation_id` | the chain; no cause at its start. Not indexed: an index is paid for with every append |
/// | `traceparent` | W3C Trace Context, or empty |
/// | `data` | JSON. Behind the others, so that a search by type stays off its overflow pages |
/// | `checksum` | over all other columns, looked at with every read; 0 in a row that another program or an older format wrote |
///
/// **`consumers`**: what each consumer needs no more (`position`), and since when (`updated_at`, microseconds since 1970).
///
/// **`publishers`**: the last message of each `source`, by `position` and `id`, of all messages up to `meta.published`; it stays when the
/// message is compacted away. Not kept with every append, which it would cost a page: brought up when a consumer acknowledges.
///
/// **`meta`**: `compacted` is the position up to which messages were removed, `log` the identity of this log, `published` see above; `unchecked`, in a
/// file that was brought up from format 1, the last position whose row may have no checksum.
///
/// `PRAGMA application_id` is 0x446F636B ("Dock"), `PRAGMA user_version` is the version of this format.
package enum Schema {
    static let applicationID: Int32 = 0x446F_636B
    static let version: Int32 = 4
    /// Source: https://www.sqlite.org/pragma.html#pragma_auto_vacuum
    static let incrementalVacuum = 2

    private static let messages = """
        CREATE TABLE messages (
            position       INTEGER PRIMARY KEY,
            time           INTEGER NOT NULL,
            schema_version INTEGER NOT NULL,
            type           TEXT NOT NULL,
            mode       TEXT NOT NULL,
            source         TEXT NOT NULL,
            subject        TEXT NOT NULL,
            partition_key  TEXT NOT NULL,
            id             TEXT NOT NULL UNIQUE,
            correlation_id TEXT NOT NULL,
            causation_id   TEXT,
            traceparent    TEXT NOT NULL,
            data           TEXT NOT NULL,
            checksum       INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX messages_by_subject ON messages (subject);
        """

    private static let tables = """
        \(messages)
        CREATE TABLE consumers (
            name       TEXT PRIMARY KEY,
            position   INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE meta (
            name  TEXT PRIMARY KEY,
            value INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        INSERT INTO meta VALUES ('compacted', 0);
        \(publishers)
        PRAGMA application_id = \(applicationID);
        PRAGMA user_version = \(version);
        """

    private static let publishers = """
        CREATE TABLE publishers (
            source   TEXT PRIMARY KEY,
            position INTEGER NOT NULL,
            id       TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    /// From format 1, whose rows have no checksum.
    private static let addChecksums = """
        DROP INDEX messages_by_subject;
        ALTER TABLE messages RENAME TO earlier;
        \(messages)
        INSERT INTO messages SELECT *, 0 FROM earlier;
        DROP TABLE earlier;
        INSERT INTO meta SELECT 'unchecked', ifnull(max(position), 0) FROM messages;
        """

    /// From format 2, which does not know who has published what. SQLite takes `id` from the row of the maximum
    /// (sqlite.org/lang_select.html, "bare columns in an aggregate query").
    private static let addIdentity = """
        \(publishers)
        INSERT INTO publishers SELECT source, max(position), id FROM messages GROUP BY source;
        """

    /// From format 3, where the mode was called workflow.
    private static let renameMode = "ALTER TABLE messages RENAME COLUMN workflow TO mode;"

    /// A log that gets its identity now.
    private static let newIdentity = """
        INSERT INTO meta VALUES ('published', (SELECT ifnull(max(position), 0) FROM messages))
        """

    /// What brings a file of an earlier format to this one.
    private static let upgrades: [Int32: [String]] = [
        1: [addChecksums, addIdentity, newIdentity], 2: [renameMode, addIdentity, newIdentity], 3: [renameMode],
    ]

    /// Creates the tables in an empty file, or makes sure that they are ours. Call it under the writer lock.
    package static func prepare(_ db: Database, file: String) throws {
        if try isEmpty(db) {
            // What is compacted away can be given back to the file system. It has to be said before the first table, and the vacuum of an empty
            // file makes it so.
            try db.execute(sql: "PRAGMA auto_vacuum = \(incrementalVacuum); VACUUM")
            try change(db, [tables, newIdentity])
        } else if try isOurs(db), let upgrade = upgrades[try format(db)] {
            try change(db, upgrade)
        }
        try check(db, file: file)
    }

    private static func change(_ db: Database, _ steps: [String]) throws {
        try db.inTransaction(.immediate) {
            for sql in steps { try db.execute(sql: sql) }
            try db.execute(sql: "INSERT OR IGNORE INTO meta VALUES ('log', ?)", arguments: [LogID.random().rawValue])
            try db.execute(sql: "PRAGMA user_version = \(version)")
            return .commit
        }
    }

    /// Which log it is. A file that was prepared has one.
    package static func identity(_ db: Database) throws -> LogID {
        let value = try Int64.fetchOne(db.cachedStatement(sql: "SELECT value FROM meta WHERE name = 'log'"))
        guard let id = value.flatMap(LogID.init(rawValue:)) else {
            throw BusError(.corrupt, "bus.db does not say which log it is; restore it from a backup")
        }
        return id
    }

    /// Makes sure that the file is a bus which this program understands.
    package static func check(_ db: Database, file: String) throws {
        guard try !isEmpty(db) else {
            throw BusError(.unavailable, "\(file) is still empty: the program that creates it has not come so far; try again")
        }
        guard try isOurs(db) else {
            throw BusError(
                .corrupt, "\(file) is a database, but not a bus; name another data directory or move the file away")
        }
        let found = try format(db)
        guard found >= version else {
            throw BusError(
                .unavailable,
                "\(file) has the older format \(found): start one service, which brings it to \(version), and try again")
        }
        guard found <= version else {
            throw BusError(
                .newerFormat,
                "\(file) has format \(found), and this program knows formats up to \(version); use the newer program that made it"
            )
        }
    }

    private static func isOurs(_ db: Database) throws -> Bool {
        try Int32.fetchOne(db, sql: "PRAGMA application_id") == applicationID
    }

    private static func format(_ db: Database) throws -> Int32 { try Int32.fetchOne(db, sql: "PRAGMA user_version") ?? 0 }

    static func isEmpty(_ db: Database) throws -> Bool {
        try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") == 0
    }
}
