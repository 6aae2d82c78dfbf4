package import ArgumentParser
import CompactJSON
import Contracts
import DocketCommandLine
import DocketInstallation
import DocketRebuild
import Foundation
import Instants

/// `docket verify`: are the files in order?
package struct VerifyCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check from the files alone that money, stock and messages add up.",
        discussion: """
            Examples:
              docket verify                               each invariant, and the sums
              docket verify --as-of 2026-11-23T16:00:00Z  as it was then
              docket verify --as-of 5000                  after 5,000 messages
              docket verify --data-dir /tmp/d --json | jq ".checks[].violations"

            Works while services run and after a crash; it reads and never writes. What can
            only be said when everything is done is skipped until the bus is drained, and
            the report says what is still to be done.

            Exit code: 0 all is well, 1 something is broken and listed, 2 a file cannot be
            read.
            """)

    @OptionGroup var installation: InstallationOption
    @OptionGroup var json: JSONOption
    @Option(
        help: .init(
            "The installation as it was at this time (RFC 3339), or this position of the log, replayed from the log.",
            valueName: "time|position"))
    var asOf: AsOf?
    @Option(help: "Violations shown of each invariant; --json has all of them.")
    var show = 10

    package init() {}

    package func run() async throws {
        let report: VerificationReport
        do {
            report = try look()
        } catch let error as UnreadableFile {
            Terminal.standardError.write("docket: \(error)")
            throw ExitCode(2)
        }
        if json.isOn {
            try printJSON(report)
        } else {
            VerificationText(report: report, shown: show, terminal: .standardOutput).lines.forEach(Terminal.standardOutput.write)
        }
        if !report.isClean { throw ExitCode(1) }
    }

    private func look() throws -> VerificationReport {
        let here = installation.installation
        return try asOf.map { try $0.visit(here, verify) } ?? verify(here)
    }

    private func verify(_ installation: Installation) throws -> VerificationReport {
        let terminal = Terminal.standardError
        defer { if terminal.isInteractive { terminal.endProgress() } }
        return try Verifier.verify(dataDirectory: installation.path) { done, all in
            if terminal.isInteractive { terminal.writeProgress("\(done) of \(all) checks") }
        }
    }
}
