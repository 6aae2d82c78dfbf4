import DocketCommandLine
import DocketInstallation
import DurableSQLite
import EventBus
import Foundation
import GRDB
import Messaging
import SQLiteEventBus
import SystemPackage

/// One consistent moment of all five databases of an installation that may run.
///
/// **Why it is consistent.** Services learn of one another from the log alone, and nothing is appended to it while its writer lock is held. So
/// whatever the services do while the five moments are taken under the lock, none of them can have read or caused anything that the others
/// do not have: each is as far as its own database says, with the rest in its outbox, and the log is the same for all. What is copied
/// afterwards, for as long as it takes, is what SQLite keeps for a reader; services go on writing meanwhile.
final class Cut {
    /// How long appends were blocked.
    let held: Duration
    private let readers: [(file: DataFile, queue: DatabaseQueue)]

    /// - Throws: `BusError` if the lock is not to be had, ``UnreadableFile`` if a file is not what it should be.
    init(_ installation: Installation) throws {
        let lock = try Self.lock(installation)
        // What takes time comes before the lock: files are opened and their schemas read. What was opened is closed with the last
        // reference to it, whatever happens.
        readers = try (DataFile.ofServices + [.bus]).map { file in
            let path = try file.check(in: installation.path)
            return (file, try file.naming(path) { try Self.open(path) })
        }
        try lock.acquire(atMost: .seconds(10))
        defer { lock.release() }
        let began = ContinuousClock.now
        for (file, queue) in readers {
            try queue.writeWithoutTransaction { db in
                try db.beginTransaction(.deferred)
                // Only a read takes the moment.
                _ = try Row.fetchOne(db, sql: "SELECT * FROM \(file.schema == "main" ? "meta" : "checkpoint") LIMIT 1")
            }
        }
        held = .now - began
    }

    /// Reads one of the databases as it was at the moment; `main` is the log.
    func read<Value>(_ schema: String, _ body: (Database) throws -> Value) throws -> Value {
        guard let reader = readers.first(where: { $0.file.schema == schema }) else {
            preconditionFailure("no database is called \(schema)")
        }
        return try reader.queue.writeWithoutTransaction(body)
    }

    /// Copies all of them into a directory, each as a file that is whole by itself.
    func copy(to directory: URL, progress: @escaping (String) -> Void) throws {
        for (file, queue) in readers {
            let path = directory.appending(path: file.name).path(percentEncoded: false)
            let target = try DatabaseQueue(path: path, configuration: .withRowChecksums())
            try target.writeWithoutTransaction { copy in
                try queue.writeWithoutTransaction { db in
                    try db.backup(to: copy, pagesPerStep: 4_000) { step in
                        progress("\(file.name) \(step.completedPageCount * 100 / max(1, step.totalPageCount)) %")
                    }
                }
                // No write-ahead log beside it: it can be read where nothing can be written, and be copied alone.
                _ = try String.fetchOne(copy, sql: "PRAGMA journal_mode = DELETE")
            }
            try target.close()
            try FileFlush.run(path)
        }
    }

    private static func lock(_ installation: Installation) throws -> WriterLock {
        let path = installation.url.appending(path: "bus.lock").path(percentEncoded: false)
        // A directory that was copied without it: opening the bus makes it as well.
        if !FileManager.default.fileExists(atPath: path) {
            _ = FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
        }
        return try WriterLock(path: path)
    }

    private static func open(_ path: String) throws -> DatabaseQueue {
        var configuration = Configuration.withRowChecksums()
        configuration.label = "docket.backup"
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        // The transaction stays open from the moment to the end of the copy.
        configuration.allowsUnsafeTransactions = true
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.read { db in _ = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") }
        return queue
    }
}
