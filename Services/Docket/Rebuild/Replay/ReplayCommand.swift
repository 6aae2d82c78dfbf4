package import ArgumentParser
import CompactJSON
import Contracts
import DocketCommandLine
import DocketInstallation
import EventBus
import Foundation
import GRDB
import Instants
import Messaging

/// `docket replay`.
package struct ReplayCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Write the log up to a position, and the services as they were then, into a fresh directory.",
        discussion: """
            The new directory is an installation as it was: look at it with docket events,
            trace, order show, verify, diff, or with sqlite3; or run on from there with
            docket up, to see what would have been. Its log is one of its own, so its files
            and the original's cannot be mixed up. What it is made from may run meanwhile
            and is not touched.

            With --from above 1 only the messages are copied, numbered from 1: what came
            before is needed to make the services.

            Not in it: idempotency keys, and the record of what people did by hand.

            Examples:
              docket replay --until 5000 --into /tmp/then
              docket replay --as-of 2026-11-23T16:00:00Z --into /tmp/then
              docket replay --from 4000 --until 5000 --into /tmp/slice
            """)

    @Option(help: .init("First position. (default: 1)", valueName: "position"))
    var from: Position = 1

    @Option(help: .init("Last position. (default: the last)", valueName: "position"))
    var until: Position?

    @Option(help: .init("Up to this time (RFC 3339, to the millisecond), or this position.", valueName: "time|position"))
    var asOf: AsOf?

    @Option(help: .init("A directory that is not there yet, or is empty.", valueName: "dir"))
    var into: String

    @OptionGroup var location: InstallationOption
    @OptionGroup var json: JSONOption

    package init() {}

    package func validate() throws {
        guard from >= 1 else { throw ValidationError("--from begins at 1") }
        if let until, until < from { throw ValidationError("--until is not before --from") }
        if until != nil, asOf != nil { throw ValidationError("give --until or --as-of, not both") }
    }

    package func run() async throws {
        let source = location.installation
        let target = Installation(path: into)
        // A directory that cannot be listed is not there, or cannot be used, which is reported next.
        let there = (try? FileManager.default.contentsOfDirectory(atPath: target.path)) ?? []
        guard there.isEmpty else { throw ToolFailure(.usage, "\(target.path) is not empty: name a new directory with --into") }
        let terminal = Terminal.standardError
        let report = try ToolFailure.naming(source) {
            var replay = InstallationReplay(source: source, target: target, from: from)
            replay.to = try asOf?.position(in: source) ?? until
            return try replay.run { if terminal.isInteractive { terminal.writeProgress($0) } }
        }
        if terminal.isInteractive { terminal.endProgress() }
        if json.isOn { return try printJSON(report) }
        let services =
            report.events.map { ", \($0.grouped) events of Orders, \(report.services.map(\.service).joined(separator: ", "))" }
            ?? ""
        Terminal.standardOutput.write(
            "\(target.path): \(report.messages.grouped) messages up to position \(report.upTo.grouped)\(services)")
    }
}
