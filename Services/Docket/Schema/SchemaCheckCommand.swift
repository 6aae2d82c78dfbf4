import ArgumentParser
import DocketCommandLine
import Foundation

/// `docket schema check`.
struct SchemaCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Compare the working tree with what was registered.",
        discussion: "Exit codes: 0 in order, 1 a change breaks somebody or is not registered,\n64 usage.")

    @OptionGroup var folder: SchemaFolderOption
    @OptionGroup var json: JSONOption

    func run() async throws {
        let folder = try folder.find()
        let review = SchemaReview(try folder.schemas(), against: try folder.registry())
        if json.isOn {
            try printJSON(["findings": review.findings])
        } else {
            for finding in review.findings { Terminal.standardOutput.write(finding.text) }
            if review.findings.isEmpty {
                Terminal.standardOutput.write("\(review.versions) versions, all as they were registered")
            }
        }
        guard review.breaks.isEmpty else {
            throw ToolFailure(.failed, "\(review.breaks.count) of the schemas in \(folder.path.path) must not go out like this")
        }
    }
}

extension SchemaReview.Finding {
    /// What, whom it breaks, how to mend it.
    package var text: String {
        var lines = ["\(subject) version \(version): \(kind.saying) (level \(level))"]
        for change in changes {
            lines.append("  \(change.kind) at \(change.path)")
            lines.append("    breaks: \(change.whom)")
            lines.append("    mend:   \(change.mend)")
        }
        lines.append("  to do: \(mend)")
        return lines.joined(separator: "\n")
    }
}
