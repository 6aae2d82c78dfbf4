package import ArgumentParser
import Decisions
import DocketCommandLine
import DocketInstallation
import EventBus
import Foundation
import GRDB
import Messaging
import ServiceKit

/// `docket rebuild`.
package struct RebuildCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "rebuild",
        abstract: "Make the database of a service again from the bus, without sending anything again.",
        discussion: """
            The log has what the service took and what it said. What it took is handled
            again by the same code, and compared with what it said; where the two differ
            the log wins, and you are told. What came in by calls (goods, carriers,
            people) is known by what was published of it.

            Orders is the source of truth about orders, and the log has what its events
            were: all of an order whose payment was told in full. Of one that was never
            paid, or only notified, it does not have what was ordered: each becomes a dead
            letter, for a person. New orders get numbers that were never given, beyond all
            that the log has and all that may have been on their way to it.

            Not made again, because the log does not have it: idempotency keys (a client
            that repeats a call of before is not recognised), and corrected copies of dead
            letters.

            Examples:
              docket rebuild stock            when stock.db is gone
              docket rebuild stock --replace  keeps the old one as stock.db.replaced
              docket rebuild stock --compare  makes it beside, compares, changes nothing
              docket rebuild orders --replace

            The service must not run. Exit codes: 0 done, 1 it differs (--compare), cannot
            be read or cannot be made again, 73 the service runs.
            """)

    @Argument(help: .init("orders, stock, shipping or dispatch.", valueName: "service"))
    var service: ServiceName

    @Flag(help: "Put it in the place of a database that is there, which is kept under another name.")
    var replace = false

    @Flag(help: "Only compare what would be made with the database that is there, table by table.")
    var compare = false

    @Option(help: .init("As the service is started with (DOCKET_STEP_TIMEOUT).", valueName: "seconds"))
    var stepTimeout: Double?

    @OptionGroup var location: InstallationOption
    @OptionGroup var json: JSONOption

    struct Result: Encodable {
        package var report: RebuildReport
        var seconds: Double
        /// Positions of the log passed in a second.
        var rate: Double
        /// `nil` if nothing was compared.
        var differences: [TableDifference]?
    }

    package init() {}

    package func validate() throws {
        if replace, compare { throw ValidationError("--compare changes nothing: leave --replace out") }
        if let stepTimeout, !(0.01...86_400).contains(stepTimeout) {
            throw ValidationError("--step-timeout is 0.01 to 86400 seconds")
        }
    }

    package func run() async throws {
        let installation = location.installation
        guard FileManager.default.fileExists(atPath: installation.bus.path(percentEncoded: false)) else {
            throw ToolFailure(
                .failed,
                "there is no \(installation.bus.path(percentEncoded: false)); is it the right data directory (--data-dir)?")
        }
        // Held by us the service cannot be started meanwhile.
        let lock = try DirectoryLock(name: service.rawValue, in: DataDirectory(creating: installation.path))
        defer { lock.release() }
        let result = try ToolFailure.naming(installation) { try rebuild(installation) }
        if json.isOn { try printJSON(result) } else { RebuildText(result).lines.forEach(Terminal.standardOutput.write) }
        if result.differences?.isEmpty == false { throw ExitCode(1) }
    }

    private func rebuild(_ installation: Installation) throws -> Result {
        let files = RebuiltFile(installation.database(of: service).path(percentEncoded: false))
        try files.check(mayReplace: replace, mustBeThere: compare)
        defer { files.clean() }
        let terminal = Terminal.standardError
        var rebuild = ServiceRebuild(installation: installation, service: service)
        if let stepTimeout { rebuild.timeouts = TimeoutPolicy(stepTimeout: stepTimeout) }
        let began = ContinuousClock.now
        let report = try rebuild.write(files.new) { position in
            if terminal.isInteractive { terminal.writeProgress("position \(position.grouped)") }
        }
        if terminal.isInteractive { terminal.endProgress() }
        let seconds = (ContinuousClock.now - began).seconds
        let differences = compare ? try TableComparison(files.new, files.old).differences() : nil
        if !compare { try files.putInPlace() }
        return Result(report: report, seconds: seconds, rate: Double(report.upTo) / seconds, differences: differences)
    }
}

/// A file that is made under another name and takes its own only when it is whole and on the disk.
struct RebuiltFile {
    let old: String
    var new: String { old + ".rebuilding" }

    init(_ path: String) { old = path }

    func check(mayReplace: Bool, mustBeThere: Bool) throws {
        let isThere = FileManager.default.fileExists(atPath: old)
        if mustBeThere, !isThere { throw ToolFailure(.failed, "there is no \(old) to compare with") }
        if isThere, !mayReplace, !mustBeThere {
            throw ToolFailure(.failed, "\(old) is there: say --replace to put a new one in its place, or --compare to look only")
        }
        // What an interrupted rebuild has left is of no use.
        clean()
    }

    func putInPlace() throws {
        try FileFlush.run(new)
        for suffix in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: old + suffix) {
            let kept = old + ".replaced" + suffix
            // The one before, if there was one: the newest is kept.
            try? FileManager.default.removeItem(atPath: kept)
            try FileManager.default.moveItem(atPath: old + suffix, toPath: kept)
        }
        try FileManager.default.moveItem(atPath: new, toPath: old)
        try FileFlush.run(URL(filePath: old).deletingLastPathComponent().path(percentEncoded: false))
    }

    func clean() {
        // Mostly there is nothing to remove.
        for suffix in ["", "-journal", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: new + suffix) }
    }
}
