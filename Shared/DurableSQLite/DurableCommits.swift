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
