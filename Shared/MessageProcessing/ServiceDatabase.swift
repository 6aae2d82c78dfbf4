public import Foundation
public import GRDB

/// Opens the one database file a service owns.
public enum ServiceDatabase {
    /// Opens (or creates) the file for writing, with commits that survive a power failure.
    ///
    /// GRDB's pool sets `synchronous = NORMAL` after `prepareDatabase` has run, and in WAL mode NORMAL can lose the last
    /// commits on power failure; so FULL is asked for here, after opening.
    public static func open(_ file: URL) throws -> DatabasePool {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.label = file.lastPathComponent
        configuration.maximumReaderCount = 4
        let pool = try DatabasePool(path: file.path, configuration: configuration)
        try pool.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA synchronous = FULL")
        }
        return pool
    }

    /// Opens a file for reading only, for tools: it may be in use by its service, and is not created.
    public static func openReadOnly(_ file: URL) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        return try DatabaseQueue(path: file.path, configuration: configuration)
    }
}
