import DurableSQLite
public import GRDB

extension EventStore {
    /// Creates the table of events: one step of the owner's schema migration, run once for a database file.
    ///
    /// The table enforces its own rules for every writer: a version exists once in its stream (`UNIQUE`), it is
    /// behind its predecessor, and an event is neither changed nor removed.
    public static func createTables(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE events (
                    position INTEGER PRIMARY KEY AUTOINCREMENT, -- place among all events, in commit order
                    stream TEXT NOT NULL,                       -- 'Account-12345'
                    version INTEGER NOT NULL CHECK (version >= 1),
                    type TEXT NOT NULL,                         -- 'AccountOpened'
                    schema_version INTEGER NOT NULL,            -- the shape of data, as it was written
                    time INTEGER NOT NULL,                      -- microseconds since 1970, UTC
                    correlation_id TEXT NOT NULL,
                    causation_id TEXT,
                    data TEXT NOT NULL,                         -- JSON
                    \(RowChecksums.column(of: "position, stream, version, type, schema_version, time, correlation_id, causation_id, data")),
                    UNIQUE (stream, version)
                ) STRICT;

                \(contiguous);

                CREATE TRIGGER events_unchanged BEFORE UPDATE ON events
                BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END;

                CREATE TRIGGER events_kept BEFORE DELETE ON events
                BEGIN SELECT RAISE(ABORT, 'an event is never removed'); END;
                """)
        try RowChecksums.guardTables(in: db)
    }

    /// The rule that each insert looks up. Restoring a whole store checks it once, at the end.
    static let contiguous = """
        CREATE TRIGGER events_contiguous BEFORE INSERT ON events
        WHEN NEW.version > 1
            AND NOT EXISTS (SELECT 1 FROM events WHERE stream = NEW.stream AND version = NEW.version - 1)
        BEGIN SELECT RAISE(ABORT, 'an event follows its predecessor'); END
        """
}
