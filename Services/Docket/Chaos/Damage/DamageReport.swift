import DocketCommandLine

/// What came of all damage of one kind to one file.
struct DamageReport: Sendable, Codable {
    struct Line: Sendable, Codable {
        /// The file, and whether its bits or its cells were changed.
        var what: String
        var tried = 0
        /// Of those, how many changed what the tables say.
        var changedMeaning = 0
        /// Of those, how many the service answered with; must be 0.
        var served = 0
        /// Of those that changed a meaning, how many `docket verify` did not see; must be 0.
        var unseen = 0
        /// Programs that were ended by a signal; must be 0.
        var ends = 0
    }

    var lines: [Line] = []
    /// Each that was served, unseen, or ended a program.
    var findings: [String] = []
    var interrupted = false

    var isGood: Bool { findings.isEmpty }

    mutating func add(_ trial: DamageTrial) {
        if lines.last?.what != trial.what { lines.append(Line(what: trial.what)) }
        let last = lines.count - 1
        lines[last].tried += 1
        lines[last].changedMeaning += trial.changedMeaning ? 1 : 0
        lines[last].served += trial.served.isEmpty ? 0 : 1
        lines[last].unseen += trial.isUnseen ? 1 : 0
        lines[last].ends += trial.ends.count
        findings += trial.findings
    }

    static let head = "what                            tried  meaning changed  served  unseen  ends"

    static func text(_ line: Line, on terminal: Terminal) -> String {
        let isGood = line.served + line.unseen + line.ends == 0
        let text =
            line.what.padded(to: 30) + "\(line.tried)".leftPadded(to: 7) + "\(line.changedMeaning)".leftPadded(to: 17)
            + "\(line.served)".leftPadded(to: 8) + "\(line.unseen)".leftPadded(to: 8) + "\(line.ends)".leftPadded(to: 6)
        return terminal.paint(text, isGood ? .green : .red)
    }
}
