import CompactJSON
import Contracts
import DocketCommandLine
import DocketInstallation
import Foundation
import Instants
import ServiceKit

/// A dead letter as a person reads it.
struct DeadLetterText {
    let found: DeadLetterClient.Found
    let terminal: Terminal
    let personalData: PersonalDataView

    private var letter: DeadLetterView { found.letter }

    var lines: [String] {
        let message = letter.message
        let title =
            "\(message.type) at \(letter.position) about \(message.subject): \(Self.meaning(letter.state)) at \(found.service)"
        return [
            terminal.paint(title, .bold),
            "  why      \(letter.error) (\(letter.reason))",
            "  message  \(message.id), from \(message.source), published \(message.time.timestamp), version \(message.schemaVersion), "
                + message.mode,
            "  data     \(personalData.visible(Self.text(of: message)))",
        ] + letter.attempts.map { "  try \("\($0.number)".padded(to: 4)) \($0.at.timestamp)  \($0.error)" }
            + letter.interventions.flatMap(lines) + [""]
    }

    private func lines(_ intervention: InterventionView) -> [String] {
        let what = "  by hand  \(intervention.at.timestamp)  \(intervention.by): \(intervention.action), \(intervention.why)"
        let change = [("before", intervention.before), ("after", intervention.after)].compactMap { name, text in
            text.map { "             \(name.padded(to: 6)) \(personalData.visible($0))" }
        }
        return [what] + change
    }

    private static func meaning(_ state: String) -> String {
        switch state {
        case "waiting": "waits for a person"
        case "retrying": "is being tried again"
        default: "is \(state)"
        }
    }

    static func text(of message: DeadLetterView.Message) -> String {
        // What came as JSON goes as JSON.
        if let data = message.data, let text = try? MessageCoding.text(data) { return text }
        return message.text ?? ""
    }

    /// What came of the change.
    static func report(_ changed: [DeadLetterClient.Found], json: Bool) throws {
        if json { return try printJSON(["changed": changed]) }
        for one in changed {
            let letter = one.letter
            Terminal.standardOutput.write(
                "\(one.service.rawValue.padded(to: 9)) \(letter.message.type) at \(letter.position) \(meaning(letter.state))")
        }
    }
}
