import DocketCommandLine
import Foundation
import Messaging

/// What came of a rebuild, for a person.
struct RebuildText {
    let result: RebuildCommand.Result

    init(_ result: RebuildCommand.Result) { self.result = result }

    var lines: [String] {
        let report = result.report
        var lines = [
            "\(report.service) made again from the log up to position \(report.upTo.grouped) in \(result.seconds.formatted(.number.precision(.fractionLength(2)))) s"
                + " (\(Int64(result.rate).grouped) positions/s)",
            "  handled again     \(Int64(report.handled).grouped) messages",
            "  compared          \(Int64(report.own).grouped) messages that it had said, \(Int64(report.restored).grouped) of them taken up as they were",
            "  goes on after     position \(report.checkpoint.grouped)",
        ]
        if report.leftToTry > 0 { lines.append("  left to try       \(report.leftToTry) messages that the log has no answer to") }
        if report.unpublished > 0 {
            lines.append("  to be sent        \(report.unpublished) messages that were on their way to the bus")
        }
        if !report.raised.isEmpty {
            lines.append(
                "  for a person      \(report.raised.count) orders that the log has too little of: docket dead-letters list --reason lost"
            )
        }
        if report.deadLetters > 0 { lines.append("  dead letters      \(report.deadLetters)") }
        for one in report.disagreements.prefix(10) {
            lines.append("  differs           \(one.type) at \(one.position) about \(one.subject): \(one.finding)")
        }
        if report.disagreements.count > 10 { lines.append("                    and \(report.disagreements.count - 10) more") }
        return lines + comparison
    }

    private var comparison: [String] {
        guard let differences = result.differences else { return [] }
        guard !differences.isEmpty else { return ["  compared with the database that is there: the same, table by table"] }
        return differences.flatMap { one in
            [
                "  differs           table \(one.table): \(one.onlyInNew) rows only in the new one, \(one.onlyInOld) only in the old"
            ]
                + one.examples.map { "                    \($0)" }
        }
    }
}
