package import ArgumentParser
import DocketCommandLine
import DocketInstallation
import EventBus
import Foundation
import Instants
import ServiceKit
import SQLiteEventBus

/// `docket compact`.
package struct CompactCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "compact",
        abstract: "Remove old messages from the log that every consumer has passed.",
        discussion: """
            The log keeps everything until you say otherwise. This removes the oldest
            messages, never one that a consumer still needs; services may run meanwhile.
            What is removed can no longer be replayed, traced or verified.

            Examples:
              docket compact --keep 100000      the newest 100,000 positions stay
              docket compact --keep 0           as much as the consumers allow
              docket compact --keep 0 --forget dispatch
                                                and do not wait for dispatch any more

            --forget is for a service that will not come back: it must not run, and if it is
            started again after the log was compacted beyond it, it refuses, because it
            would miss messages. docket up --retain does all this by itself.
            """)

    @OptionGroup var location: InstallationOption

    @Option(help: .init("How many of the newest positions stay.", valueName: "positions"))
    var keep: Int64

    @Option(help: .init("Wait no longer for this service, which is gone for good.", valueName: "service"))
    var forget: ServiceName?

    @OptionGroup var json: JSONOption

    /// What was done.
    struct Report: Codable {
        var removed: Int64
        /// Position of the oldest message that is left; 0 if none is.
        var first: Position
        var last: Position
        /// The consumers that still need what was to be removed; `nil` if there are none.
        var heldBackBy: String?
    }

    package init() {}

    package func validate() throws {
        guard keep >= 0 else { throw ValidationError("--keep is 0 or more") }
    }

    package func run() async throws {
        let report: Report
        // The holder of its lock is that service, alive or stopped; held by us, it cannot be started meanwhile.
        let lock = try forget.map { service in
            try DirectoryLock(name: service.rawValue, in: DataDirectory(creating: location.installation.path))
        }
        defer { lock?.release() }
        do {
            report = try compact()
        } catch {
            throw ToolFailure(error.isRetriable ? .tryLater : .failed, error.message)
        }
        if json.isOn { return try printJSON(report) }
        let heldBack = report.heldBackBy.map { "; \($0) needs what follows" } ?? ""
        Terminal.standardOutput.write(
            "removed \(report.removed.grouped) messages, the log now begins at position \(report.first)\(heldBack)")
    }

    private func compact() throws(BusError) -> Report {
        // Opened for reading first: to compact a log that is not there must not make one.
        let before = try SQLiteEventBus.openReadOnly(directory: location.installation.path).statistics()
        let bus = try SQLiteEventBus(directory: location.installation.path)
        defer { bus.close() }
        if let forget { try bus.forget(forget.rawValue) }
        let wanted = max(0, before.last.subtractingSaturating(keep))
        let reached = try bus.compact(upTo: wanted)
        let after = try bus.statistics()
        let slowest = after.consumers.min { $0.position < $1.position }
        return Report(
            removed: max(0, reached.subtractingSaturating(before.compacted)), first: after.first, last: after.last,
            heldBackBy: reached < wanted ? slowest?.name : nil)
    }
}
