import DurableSQLite
public import Foundation
public import GRDB

/// Opens the one database file a service owns.
public enum ServiceDatabase {
    /// Pages of 4 KiB that the write-ahead log holds before it is moved into the file. With SQLite's own 1,000 a busy service stops
    /// for it several times a second.
    private static let checkpointPages = 4000

    /// Opens (or creates) the file for writing, with commits that survive a power failure.
    public static func open(_ file: URL) throws -> DatabasePool {
        var configuration = Configuration.withRowChecksums()
        configuration.busyMode = .timeout(5)
        configuration.label = file.lastPathComponent
        configuration.maximumReaderCount = 4
        let pool = try DatabasePool(path: file.path, configuration: configuration)
        try pool.writeWithoutTransaction { db in
            try db.commitDurably()
            try db.execute(sql: "PRAGMA wal_autocheckpoint = \(checkpointPages)")
            // After a reader that was long, what it made the write-ahead log grow to is given back.
            try db.execute(sql: "PRAGMA journal_size_limit = \(2 * checkpointPages * 4096)")
        }
        return pool
    }

    /// Opens a file for reading only, for tools: it may be in use by its service, and is not created.
    public static func openReadOnly(_ file: URL) throws -> DatabaseQueue {
        var configuration = Configuration.withRowChecksums()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        return try DatabaseQueue(path: file.path, configuration: configuration)
    }
}
