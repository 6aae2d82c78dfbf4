import DocketCommandLine
import DocketInstallation
import DocketVerify
import DurableSQLite
import EventBus
import Foundation
import GRDB
import ServiceKit
import SQLiteEventBus

/// Puts a backup back: all five files together, as a log of its own.
///
/// From here on it is another log than the one that was backed up, because that one went on: so it gets a new identity, and a file of the
/// old one that comes back later is refused. Order numbers that may have been given since are not given again.
struct InstallationRestore {
    struct Report: Encodable {
        var dataDirectory: String
        /// The log's new identity.
        var log: LogID
        var position: Position
        /// The first number that a new order gets.
        var nextOrder: Int
        /// Where what was there before is kept; `nil` if nothing was.
        var replaced: String?
    }

    /// As many orders as may have been created since the backup where it is unknown.
    static let usualGap = 100_000

    let backup: URL
    let target: Installation
    var replaces = false
    /// Numbers that are left out; `nil` for as many as are needed.
    var gap: Int?

    private static let names = (DataFile.ofServices + [.bus]).map(\.name)

    func run(progress: (String) -> Void = { _ in }) throws -> Report {
        let manifest = try BackupManifest.read(in: backup)
        try manifest.check(in: backup, progress: progress)
        let directory = try DataDirectory(creating: target.path)
        let locks = try (["docket"] + ServiceName.allCases.map(\.rawValue)).map { try DirectoryLock(name: $0, in: directory) }
        defer { for lock in locks { lock.release() } }
        let there = filesThere()
        guard there.isEmpty || replaces else {
            throw ToolFailure(
                .directoryUnusable,
                "\(target.path) has \(there[0]) already: say --replace to put the backup in its place (what is there is kept), or name another --data-dir"
            )
        }
        let known = there.isEmpty ? nil : lastOrderHere()
        let lastOrder = OrderNumbers.after(
            max(manifest.lastOrder, known?.last ?? 0), leavingOut: gap ?? (known?.isCertain == true ? 0 : Self.usualGap))
        progress("copying")
        let staged = target.url.appending(path: "restoring")
        try stage(in: staged, lastOrder: lastOrder)
        let replaced = try there.isEmpty ? nil : moveAway(there)
        try putInPlace(staged)
        progress("verifying")
        let report = try Verifier.verify(dataDirectory: target.path)
        guard report.isClean else {
            throw ToolFailure(
                .failed, "what was restored breaks \(report.violations.count) rules: see docket verify --data-dir \(target.path)")
        }
        return Report(
            dataDirectory: target.path, log: try identity(), position: manifest.position,
            nextOrder: OrderNumbers.after(lastOrder, leavingOut: 1),
            replaced: replaced)
    }

    /// Files of an installation in the target directory, with what SQLite and the bus keep beside them.
    private func filesThere() -> [String] {
        let names = Self.names.flatMap { [$0, $0 + "-wal", $0 + "-shm"] } + ["bus.signal", "signals"]
        return names.filter { FileManager.default.fileExists(atPath: target.url.appending(path: $0).path(percentEncoded: false)) }
    }

    /// The last order number that was given here, as far as the files here show; certain if all of them belong together.
    private func lastOrderHere() -> (last: Int, isCertain: Bool)? {
        // What cannot be read shows nothing: then numbers are left out.
        let problems = (try? target.historyProblems()) ?? [HistoryAdvice(file: "", "unreadable")]
        let stored = try? OrderNumbers.last(in: target.database(of: .orders))
        let published = try? OrderNumbers.lastPublished(in: target.bus)
        guard stored != nil || published != nil else { return nil }
        return (max(stored ?? 0, published ?? 0), stored != nil && problems.isEmpty)
    }

    /// Copies the files, and makes another log of them.
    private func stage(in directory: URL, lastOrder: Int) throws {
        // What an interrupted restore has left is of no use.
        try? FileManager.default.removeItem(at: directory)
        umask(0o077)
        try FileManager.default.createDirectory(
            at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        for name in Self.names {
            try FileManager.default.copyItem(at: backup.appending(path: name), to: directory.appending(path: name))
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o600], ofItemAtPath: directory.appending(path: name).path(percentEncoded: false))
        }
        let staged = Installation(path: directory.path(percentEncoded: false))
        try Self.change(staged.bus) { db in
            try db.execute(sql: "UPDATE meta SET value = ? WHERE name = 'log'", arguments: [LogID.random().rawValue])
        }
        try Self.change(staged.database(of: .orders)) { db in try OrderNumbers.skip(to: lastOrder, in: db) }
        try staged.bindToLog()
        for name in Self.names { try FileFlush.run(directory.appending(path: name).path(percentEncoded: false)) }
    }

    private static func change(_ file: URL, _ body: (Database) throws -> Void) throws {
        let queue = try DatabaseQueue(path: file.path(percentEncoded: false), configuration: .withRowChecksums())
        try queue.write(body)
        try queue.close()
    }

    private func moveAway(_ names: [String]) throws -> String {
        let stamp = Date().formatted(.iso8601.timeSeparator(.omitted).dateSeparator(.omitted))
        let kept = target.url.appending(path: "replaced-\(stamp)-\(UInt16.random(in: 0 ... .max))")
        try FileManager.default.createDirectory(
            at: kept, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        for name in names {
            try FileManager.default.moveItem(at: target.url.appending(path: name), to: kept.appending(path: name))
        }
        return kept.path(percentEncoded: false)
    }

    /// A crash in here leaves files of two logs side by side, on which no service starts; restoring again mends it.
    private func putInPlace(_ staged: URL) throws {
        for name in Self.names {
            try FileManager.default.moveItem(at: staged.appending(path: name), to: target.url.appending(path: name))
        }
        try FileManager.default.removeItem(at: staged)
        try FileFlush.run(target.path)
    }

    private func identity() throws -> LogID {
        let bus = try target.openBus()
        defer { bus.close() }
        return try bus.identity()
    }
}
