package import ArgumentParser
import Contracts
import Decisions
import DocketCommandLine
import Foundation

/// `docket explore`.
package struct ExploreCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "explore",
        abstract: "Go through every order in which the messages of one order can arrive.",
        discussion: """
            The small, exhaustive brother of simulate: one order, in both modes, through the
            services' own decisions, with every interleaving of its messages, of timeouts
            that fire although an answer is on its way, of a customer who cancels, and of
            a dead letter that a person has tried again.
            Every end is checked, and both modes must be able to end alike. What is found
            is shown with its shortest history.

            Examples:
              docket explore
              docket explore --timeouts 3
              docket explore --mutants         defects, to see them found

            Exit code: 0 nothing found (or all mutants found), 1 otherwise.
            """)

    @Option(help: .init("Timeouts that may fire although messages are on their way.", valueName: "n"))
    var timeouts = 2
    @Option(help: .init("How often the customer may cancel.", valueName: "n"))
    var cancellations = 1
    @Option(help: .init("Messages that may become dead letters, and are tried again later.", valueName: "n"))
    var deadLetters = 1
    @Flag(help: "Put one defect after the other into the decisions; each must be found.")
    var mutants = false
    @OptionGroup var json: JSONOption

    package init() {}

    package func validate() throws {
        guard (0...6).contains(timeouts) else { throw ValidationError("--timeouts is 0 to 6") }
        guard (0...2).contains(deadLetters) else { throw ValidationError("--dead-letters is 0 to 2") }
        guard (0...2).contains(cancellations) else { throw ValidationError("--cancellations is 0 to 2") }
    }

    private struct Report: Encodable {
        var outcomes: [Explorer.Outcome]
        var findings: [Explorer.Finding]
        /// Ends that only one mode can come to, or none of them.
        var differences: [String]
        var seconds: Double
    }

    private struct Catch: Encodable {
        var mutant: Explorer.Mutant
        var finding: Explorer.Finding?
    }

    package func run() throws {
        let bounds = Explorer.Bounds(cancellations: cancellations, earlyTimeouts: timeouts, deadLetters: deadLetters)
        if mutants { return try hunt(bounds) }
        let start = ContinuousClock.now
        let explored = Situation.all.map { Explorer(bounds: bounds, mutant: nil).explore($0) }
        let outcomes = explored.map(\.outcome)
        let findings = explored.compactMap(\.finding)
        let report = Report(
            // What was broken off has not come to all of its ends.
            outcomes: outcomes, findings: findings, differences: findings.isEmpty ? Self.differences(outcomes) : [],
            seconds: (ContinuousClock.now - start) / .seconds(1))
        if json.isOn { try printJSON(report) } else { text(report).forEach(Terminal.standardOutput.write) }
        guard report.findings.isEmpty, report.differences.isEmpty else { throw ExitCode(1) }
    }

    private static func differences(_ outcomes: [Explorer.Outcome]) -> [String] {
        differencesOfModes(outcomes)
            + outcomes.filter { $0.situation == Situation.all[0].name && $0.ends["completed"] == nil }.map {
                "\($0.mode.rawValue): no order is completed, so there is a step that ExploredWorld does not know"
            }
    }

    private static func differencesOfModes(_ outcomes: [Explorer.Outcome]) -> [String] {
        Dictionary(grouping: outcomes, by: \.situation).sorted { $0.key < $1.key }.flatMap { situation, outcomes in
            let all = outcomes.reduce(into: Set<String>()) { $0.formUnion($1.ends.keys) }
            return outcomes.flatMap { outcome in
                all.subtracting(outcome.ends.keys).sorted().map { "\(situation): only without \(outcome.mode.rawValue): \($0)" }
            }
        }
    }

    private func text(_ report: Report) -> [String] {
        let lines = report.outcomes.map { outcome in
            let ends = outcome.ends.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value.grouped))" }.joined(separator: "; ")
            let bound = outcome.isWhole ? "" : ", not all: the bound was met"
            return
                "\(outcome.mode.rawValue.padded(to: 15))\(outcome.situation.padded(to: 19))\(outcome.states.grouped.leftPadded(to: 9)) states\(bound)\n"
                + "  ends: \(ends)"
        }
        let total = report.outcomes.reduce(0) { $0 + $1.states }
        let verdict =
            report.findings.isEmpty && report.differences.isEmpty
            ? "Nothing found, and both modes can end alike." : "Something is wrong."
        return lines + report.findings.flatMap(Self.text) + report.differences
            + ["\(total.grouped) states in \(String(format: "%.1f", report.seconds)) s. \(verdict)"]
    }

    private static func text(_ finding: Explorer.Finding) -> [String] {
        ["found: \(finding.what) (\(finding.mode.rawValue), \(finding.situation))"]
            + finding.history.enumerated().map { "  \("\($0 + 1)".leftPadded(to: 2)). \($1)" }
    }

    private func hunt(_ bounds: Explorer.Bounds) throws {
        let catches = Explorer.Mutant.allCases.map { mutant in
            // The shortest of all situations.
            let findings = Situation.all.compactMap { Explorer(bounds: bounds, mutant: mutant).explore($0).finding }
            return Catch(mutant: mutant, finding: findings.min { $0.history.count < $1.history.count })
        }
        if json.isOn {
            try printJSON(["mutants": catches])
        } else {
            for one in catches {
                Terminal.standardOutput.write("\(one.mutant.rawValue): \(one.mutant.what)")
                (one.finding.map(Self.text) ?? ["  NOT FOUND"]).forEach(Terminal.standardOutput.write)
            }
        }
        guard catches.allSatisfy({ $0.finding != nil }) else { throw ExitCode(1) }
    }
}
