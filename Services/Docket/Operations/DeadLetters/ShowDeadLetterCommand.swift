import ArgumentParser
import Contracts
import DocketCommandLine
import DocketInstallation
import Foundation
import ServiceKit

/// `docket dead-letters show`.
struct ShowDeadLetterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a dead letter: the message, every try, what was done, and its order's story.")

    @Argument(help: .init("Position of the message in the log.", valueName: "position"))
    var position: Int64
    @OptionGroup var service: ServiceOption
    @OptionGroup var location: InstallationOption
    @OptionGroup var json: JSONOption
    @OptionGroup var personalData: PersonalDataOption

    private struct Document: Encodable {
        var letters: [DeadLetterClient.Found]
        var story: [TraceEntry]
    }

    func run() async throws {
        let found = try await DeadLetterClient(location.installation, service: service.name).find(position)
        let trace = try story(of: found.first?.letter.message.subject ?? "")
        if json.isOn { return try personalData.view.writeJSON(Document(letters: found, story: trace?.entries ?? [])) }
        let terminal = Terminal.standardOutput
        for one in found {
            DeadLetterText(found: one, terminal: terminal, personalData: personalData.view).lines.forEach(terminal.write)
        }
        guard let trace, !trace.entries.isEmpty else { return }
        TraceText(trace: trace, terminal: terminal).lines.forEach(terminal.write)
    }

    /// `nil` for a message that is about no order, or if the files cannot be read from here.
    private func story(of subject: String) throws -> Trace? {
        guard let order = OrderID(stream: subject) else { return nil }
        do {
            return try Trace.load(.order(order), dataDirectory: location.installation.path)
        } catch let error as UnreadableFile {
            Terminal.standardError.write("docket: the order's story is left out, \(error)")
            return nil
        }
    }
}
