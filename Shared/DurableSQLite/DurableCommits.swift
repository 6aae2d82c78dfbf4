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
