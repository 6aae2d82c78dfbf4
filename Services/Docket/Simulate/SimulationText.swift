import DocketCommandLine

/// What a campaign came to, for people and for programs.
struct SimulationText {
    struct Failure: Codable {
        var seed: UInt64
        var findings: [Finding]
        var replay: String
    }

    struct Summary: Codable {
        var seeds: Int
        var orders: Int
        var messages: Int
        var steps: Int
        /// Orders that were completed when nothing stood in the way, by mode.
        var completedInPeace: [String: Int]
        var powerFailures: Int
        var seconds: Double
        var seedsPerSecond: Double
        var failures: [Failure]
        var paths: [String: Int]
        var neverHappened: [String]
    }

    let report: Campaign.Report
    /// What replays a seed.
    let command: (UInt64) -> String
    /// True if every path is to be expected when there are enough seeds.
    let isWhole: Bool

    /// From some seeds on all paths, and from the first on that orders are completed at all: nothing that is always refused is well.
    var missing: [String] {
        guard isWhole else { return [] }
        return report.seeds >= Sometimes.enough
            ? report.sometimes.missing : report.sometimes.missing.filter(Sometimes.happy.contains)
    }
    var isClean: Bool { report.failures.isEmpty && missing.isEmpty }
    private var rate: Double { Double(report.seeds) / max(report.seconds, 0.001) }

    var summary: Summary {
        Summary(
            seeds: report.seeds, orders: report.orders, messages: report.messages, steps: report.steps,
            completedInPeace: report.completed, powerFailures: report.powerFailures,
            seconds: report.seconds.rounded(toPlaces: 2), seedsPerSecond: rate.rounded(toPlaces: 1),
            failures: report.failures.map { Failure(seed: $0.seed, findings: $0.findings, replay: command($0.seed)) },
            paths: report.sometimes.counts, neverHappened: missing)
    }

    var lines: [String] {
        let failures = report.failures.flatMap { outcome in
            ["seed \(outcome.seed) found:"] + outcome.findings.prefix(8).map { "  \($0.checker): \($0.text)" }
                + ["  replay: \(command(outcome.seed))", ""]
        }
        let table = report.seeds > 1 ? ["what happened:"] + report.sometimes.lines + [""] : []
        let speed =
            "\(report.seeds.grouped) seeds in \(Int(report.seconds)) s (\(Int(rate)) a second): \(report.orders.grouped) orders, "
            + "\(report.messages.grouped) messages, \(report.steps.grouped) steps"
        let peace = report.completed.sorted { $0.key < $1.key }.map { "\($0.value.grouped) in \($0.key)" }.joined(separator: ", ")
        let completed = peace.isEmpty ? [] : ["completed when nothing stood in the way: \(peace)"]
        let power = report.powerFailures > 0 ? ["the power failed \(report.powerFailures.grouped) times"] : []
        return table + failures + missing.map { "never happened: \($0)" } + completed + power + [speed, verdict]
    }

    private var verdict: String {
        let count = report.failures.count
        if count > 0 { return "\(count) seed\(count == 1 ? "" : "s") found something." }
        return missing.isEmpty ? "Nothing found." : "Nothing found, but \(missing.count) paths never happened."
    }
}
