import DocketCommandLine
import DocketInstallation
import DocketVerify
import EventBus
import Foundation
import GRDB
import ServiceKit
import SQLiteEventBus
import Verification

/// Makes a backup of an installation, running or not, and calls it good only when it is verified.
struct InstallationBackup {
    struct Report: Encodable {
        var directory: String
        var manifest: BackupManifest
        /// Seconds in which no service could append to the log.
        var writersWaited: Double
        var seconds: Double
    }

    let source: Installation
    /// A directory that is not there yet, or is empty.
    let target: URL

    func run(progress: @escaping (String) -> Void = { _ in }) throws -> Report {
        let began = ContinuousClock.now
        try checkSource()
        let directory = try prepare()
        let cut = try Cut(source)
        progress("copying")
        try cut.copy(to: directory, progress: progress)
        progress("verifying")
        let report = try Verifier.verify(dataDirectory: directory.path(percentEncoded: false))
        guard report.isClean else {
            throw ToolFailure(
                .failed,
                """
                what was copied breaks \(report.violations.count) rules, so it is no backup: see docket verify --data-dir \
                \(directory.path(percentEncoded: false)) and docket verify
                """)
        }
        let manifest = try manifest(cut, directory, progress)
        try manifest.write(in: directory)
        try putInPlace(directory)
        return Report(
            directory: target.path(percentEncoded: false), manifest: manifest, writersWaited: cut.held.seconds,
            seconds: (ContinuousClock.now - began).seconds)
    }

    private func checkSource() throws {
        if let problem = try source.historyProblems().first { throw ToolFailure(.directoryUnusable, problem.description) }
    }

    /// Under another name until it is good.
    private func prepare() throws -> URL {
        let path = target.path(percentEncoded: false)
        // A directory that cannot be listed is not there, or cannot be used, which is reported next.
        let there = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        guard there.isEmpty else { throw ToolFailure(.usage, "\(path) is not empty: name a new directory") }
        let directory = target.deletingLastPathComponent().appending(path: target.lastPathComponent + ".incomplete")
        // What an interrupted backup has left is of no use.
        try? FileManager.default.removeItem(at: directory)
        do {
            try FileManager.default.createDirectory(
                at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw ToolFailure(.directoryUnusable, "\(directory.path) cannot be made: \(error.localizedDescription)")
        }
        umask(0o077)
        return directory
    }

    private func manifest(_ cut: Cut, _ directory: URL, _ progress: (String) -> Void) throws -> BackupManifest {
        let (log, position) = try cut.read("main") { db in
            (try Schema.identity(db), try Int64.fetchOne(db, sql: Facts.lastPosition) ?? 0)
        }
        let lastOrder = try cut.read("orders") { db in try OrderNumbers.last(in: db) }
        let files = try (DataFile.ofServices + [.bus]).map { file in
            progress("checksum of \(file.name)")
            return try BackupManifest.File(file.name, in: directory)
        }
        return BackupManifest(createdAt: Date(), log: log, position: position, lastOrder: lastOrder, files: files)
    }

    private func putInPlace(_ directory: URL) throws {
        // An empty directory was found there before.
        try? FileManager.default.removeItem(at: target)
        try FileManager.default.moveItem(at: directory, to: target)
        try FileFlush.run(target.path(percentEncoded: false))
        try FileFlush.run(target.deletingLastPathComponent().path(percentEncoded: false))
    }
}
