package import ArgumentParser
import DocketCommandLine
import DocketInstallation
import DocketRebuild

/// `docket status`.
package struct StatusCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show what runs, how far each service is behind, and orders by state.",
        discussion: """
            Examples:
              docket status
              docket status --json | jq .bus.consumers
              docket status --as-of 5000        after 5,000 messages

            Works while some services are down, and says which. "behind" counts the
            messages at the end of the log that a service has not handled; of one that is
            down it is read from its database. Files that do not belong together are named
            with the command that mends them. Exit code 1 if no service runs, 73 if files do
            not belong together.
            """)

    @Option(
        help: .init(
            "From the files alone, as it was at this time (RFC 3339), or this position of the log.", valueName: "time|position"))
    var asOf: AsOf?
    @OptionGroup var location: InstallationOption
    @OptionGroup var json: JSONOption

    package init() {}

    package func run() async throws {
        if let asOf {
            let past = try asOf.visit(location.installation, PastStatus.init)
            if json.isOn { try printJSON(past) } else { past.lines.forEach(Terminal.standardOutput.write) }
            return
        }
        let report = await StatusCollector(location.installation).collect()
        if json.isOn {
            try printJSON(report)
        } else {
            Terminal.standardOutput.write(StatusTable(report: report, terminal: .standardOutput).text())
        }
        if !report.mismatches.isEmpty { throw ExitCode(ExitStatus.directoryUnusable.rawValue) }
        guard !report.runsNothing else {
            throw ToolFailure(.failed, "no service runs on \(report.dataDirectory); start them with docket up")
        }
    }
}
