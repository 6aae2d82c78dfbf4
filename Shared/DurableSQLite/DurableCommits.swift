package import GRDB

extension Database {
    /// Makes every commit of this connection survive a power failure.
    ///
    /// To be called after the connection was opened, not while GRDB prepares it: opening in WAL mode ends with GRDB's
    /// `PRAGMA synchronous = NORMAL`, which can lose the last commits.
    package func commitDurably() throws {
        try execute(sql: "PRAGMA synchronous = FULL")
        // On macOS `fsync` stops at the drive's cache; elsewhere this does nothing.
        try execute(sql: "PRAGMA fullfsync = ON")
    }
}

extension Database {
    /// A write transaction whose BEGIN and COMMIT are compiled once for the connection. GRDB's own compiles them every time, which is
    /// a tenth of the processor time of a commit with one row.
    package func inCachedTransaction<Value>(_ body: () throws -> Value) throws -> Value {
        try cachedStatement(sql: "BEGIN IMMEDIATE").execute()
        do {
            let value = try body()
            try cachedStatement(sql: "COMMIT").execute()
            return value
        } catch {
            // SQLite may have rolled back by itself; the error that counts is the first one.
            if isInsideTransaction { try? cachedStatement(sql: "ROLLBACK").execute() }
            throw error
        }
    }
}

extension DatabaseWriter {
    /// A write transaction of this database, as ``GRDB/Database/inCachedTransaction(_:)``.
    package func inCachedTransaction<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try writeWithoutTransaction { db in try db.inCachedTransaction { try body(db) } }
    }
}

extension DatabaseReader {
    /// Reads with one statement, which sees one state of the database by itself and needs no transaction around it.
    ///
    /// With a `DatabaseQueue` it is much the cheaper way: `read` sets `PRAGMA query_only`, and SQLite prepares every statement anew after a
    /// pragma that sets a flag.
    package func readStatement<Value>(_ body: (Database) throws -> Value) throws -> Value { try unsafeRead(body) }
}
