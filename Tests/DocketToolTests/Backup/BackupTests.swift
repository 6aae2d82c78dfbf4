@testable import DocketBackup
@testable import DocketCommandLine
@testable import DocketInstallation
@testable import DocketRebuild
@testable import DocketVerify
import EventBus
import Foundation
import GRDB
import Messaging
import ServiceKit
import SQLiteEventBus
import Testing

/// A backup is one moment of all five files, and comes back as a log of its own.
struct BackupTests {
    private let home: TemporaryDirectory

    init() throws { home = try TemporaryDirectory() }

    private func path(_ name: String) -> String { home.path + name }

    private func backup(_ installation: TestInstallation, to name: String = "backup") throws -> (URL, InstallationBackup.Report) {
        let target = URL(filePath: path(name))
        return (target, try InstallationBackup(source: Installation(path: installation.path), target: target).run())
    }

    @Test func `what comes back is what was backed up, under a new identity`() async throws {
        let installation = try await TestInstallation()
        let (directory, report) = try backup(installation)
        #expect(report.manifest.position > 20 && report.manifest.lastOrder == 12)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted() == [
                "backup.json", "bus.db", "dispatch.db", "orders.db", "shipping.db", "stock.db",
            ])
        let target = Installation(path: path("restored"))
        let restored = try InstallationRestore(backup: directory, target: target, gap: 0).run()
        #expect(restored.position == report.manifest.position && restored.nextOrder == 13 && restored.replaced == nil)
        #expect(restored.log != report.manifest.log)
        for service in ServiceName.allCases {
            let differences = try TableComparison(
                target.database(of: service).path(percentEncoded: false), "\(installation.path)/\(service).db"
            ).differences()
            #expect(differences == [], "\(service)")
        }
        #expect(try target.historyProblems() == [])
        #expect(try Verifier.verify(dataDirectory: target.path).isClean)
    }

    @Test func `into an empty place numbers that may have been given are left out`() async throws {
        let (directory, _) = try backup(try await TestInstallation())
        let restored = try InstallationRestore(backup: directory, target: Installation(path: path("restored"))).run()
        #expect(restored.nextOrder == 12 + InstallationRestore.usualGap + 1)
    }

    @Test func `what is there is not replaced unless that is asked for, and then it is kept`() async throws {
        let installation = try await TestInstallation()
        let (directory, _) = try backup(installation)
        let target = Installation(path: installation.path)
        try installation.change("orders", "UPDATE order_numbers SET last = 40")
        var restore = InstallationRestore(backup: directory, target: target)
        let failure = #expect(throws: ToolFailure.self) { try restore.run() }
        #expect(failure?.status == .directoryUnusable && failure?.message.contains("--replace") == true)
        restore.replaces = true
        let restored = try restore.run()
        #expect(restored.nextOrder == 41, "the files that were there belonged together and know what was given")
        let kept = try #require(restored.replaced)
        #expect(try FileManager.default.contentsOfDirectory(atPath: kept).contains("orders.db"))
    }

    @Test func `what was there and does not belong together shows too little about numbers`() async throws {
        let installation = try await TestInstallation()
        let (directory, _) = try backup(installation)
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: "\(installation.path)/bus.db\(suffix)") }
        var restore = InstallationRestore(backup: directory, target: Installation(path: installation.path))
        restore.replaces = true
        #expect(try restore.run().nextOrder == 12 + InstallationRestore.usualGap + 1)
    }

    @Test func `a file of the time before comes from another log now`() async throws {
        let installation = try await TestInstallation()
        let (directory, _) = try backup(installation)
        let target = Installation(path: path("restored"))
        _ = try InstallationRestore(backup: directory, target: target).run()
        let file = target.database(of: .stock).path(percentEncoded: false)
        try FileManager.default.removeItem(atPath: file)
        try FileManager.default.copyItem(atPath: "\(installation.path)/stock.db", toPath: file)
        let problems = try target.historyProblems()
        #expect(problems.map(\.file) == ["stock.db"] && "\(problems)".contains("comes from another directory"))
    }

    @Test(arguments: ["bus.db", "orders.db", "stock.db", "shipping.db", "dispatch.db"])
    func `a damaged backup is refused before anything is touched`(file: String) async throws {
        let (directory, _) = try backup(try await TestInstallation())
        let url = directory.appending(path: file)
        var bytes = try Data(contentsOf: url)
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: url)
        let target = Installation(path: path("restored"))
        let failure = #expect(throws: ToolFailure.self) { try InstallationRestore(backup: directory, target: target).run() }
        #expect(failure?.message.contains(file) == true && failure?.message.contains("damaged") == true)
        #expect(!FileManager.default.fileExists(atPath: target.bus.path))
    }

    @Test func `a directory without its page is no backup`() async throws {
        let failure = #expect(throws: ToolFailure.self) {
            try InstallationRestore(
                backup: URL(filePath: path("nothing")), target: Installation(path: path("restored"))
            ).run()
        }
        #expect(failure?.message.contains("is no backup") == true)
    }

    @Test func `what breaks a rule is not called a backup`() async throws {
        let installation = try await TestInstallation()
        try installation.change("orders", "UPDATE ledger SET amount = 1 WHERE order_id = 7")
        let failure = #expect(throws: ToolFailure.self) { try backup(installation) }
        #expect(failure?.message.contains("no backup") == true)
        #expect(!FileManager.default.fileExists(atPath: path("backup")))
    }

    @Test func `files that do not belong together make no backup`() async throws {
        let installation = try await TestInstallation()
        try installation.change("stock", "UPDATE checkpoint SET position = position + 1000")
        let failure = #expect(throws: ToolFailure.self) { try backup(installation) }
        #expect(failure?.status == .directoryUnusable && failure?.message.contains("bus.db ends at position") == true)
    }

    @Test func `a directory that has something in it is left alone`() async throws {
        let installation = try await TestInstallation()
        _ = try home.write("mine", to: "backup")
        try FileManager.default.createDirectory(atPath: path("full"), withIntermediateDirectories: true)
        _ = try home.write("mine", to: "full/mine")
        let failure = #expect(throws: ToolFailure.self) { try backup(installation, to: "full") }
        #expect(failure?.status == .usage)
        #expect(try FileManager.default.contentsOfDirectory(atPath: path("full")) == ["mine"])
    }
}
