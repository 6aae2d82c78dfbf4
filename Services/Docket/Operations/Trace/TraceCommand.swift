package import ArgumentParser
import DocketCommandLine
import DocketInstallation

/// `docket trace`: everything that happened to one order.
package struct TraceCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "trace",
        abstract: "Tell everything that happened to an order, over all services, as one timeline.",
        discussion: """
            Takes the number of an order, or the correlation id that the answer to a call
            has in its header x-correlation-id. Calls are known from the logs that `docket
            up` keeps; the rest is in the databases.

            Examples:
              docket trace 12
              docket trace 7f1d3b52-6a0e-4c51-8a52-7d7cbb1e2a10 --json
            """)

    @Argument(help: .init("Number of an order, or a correlation id.", valueName: "order|correlation-id"))
    var subject: String
    @OptionGroup var installation: InstallationOption
    @OptionGroup var json: JSONOption

    package init() {}

    package func run() async throws {
        let trace: Trace
        do {
            trace = try Trace.load(Trace.Subject(subject), dataDirectory: installation.installation.path)
        } catch let error as UnreadableFile {
            throw ToolFailure(.failed, "\(error)")
        }
        guard !trace.entries.isEmpty else {
            throw ToolFailure(
                .failed, "nothing is known of \(subject); it is neither an order nor a correlation id of this installation")
        }
        if json.isOn {
            try printJSON(["entries": trace.entries])
        } else {
            TraceText(trace: trace, terminal: .standardOutput).lines.forEach(Terminal.standardOutput.write)
        }
    }
}
