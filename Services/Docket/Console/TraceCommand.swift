package import ArgumentParser
import Contracts
import DocketCommandLine
import DocketInstallation
import DocketOperations
import Foundation
import ServiceKit

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
              docket trace 12 --html order-12.html   one file, for a review or a ticket
              docket trace 7f1d3b52-6a0e-4c51-8a52-7d7cbb1e2a10 --json
            """)

    @Argument(help: .init("Number of an order, or a correlation id.", valueName: "order|correlation-id"))
    var subject: String
    @Option(help: .init("Write the story of the order, and of its twin in the other mode, to one HTML file.", valueName: "file"))
    var html: String?
    @OptionGroup var installation: InstallationOption
    @OptionGroup var json: JSONOption

    package init() {}

    package func validate() throws {
        if html != nil, Int(subject).flatMap({ OrderID($0) }) == nil {
            throw ValidationError("--html takes the number of an order")
        }
    }

    package func run() async throws {
        if let html, let order { return try write(order, to: html) }
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

    private var order: OrderID? {
        if case .order(let id) = Trace.Subject(subject) { id } else { nil }
    }

    private func write(_ order: OrderID, to path: String) throws {
        do {
            let story = try StoryFile(order, installation.installation)
            try Data(story.html.utf8).write(to: URL(filePath: path), options: .atomic)
        } catch let problem as Problem {
            throw ToolFailure(.failed, problem.detail ?? problem.title)
        } catch let error as UnreadableFile {
            throw ToolFailure(.failed, "\(error)")
        } catch let error as CocoaError {
            throw ToolFailure(.failed, "cannot write \(path): \(error.localizedDescription)")
        }
        if json.isOn { try printJSON(["file": path]) } else { Terminal.standardOutput.write("wrote \(path)") }
    }
}
