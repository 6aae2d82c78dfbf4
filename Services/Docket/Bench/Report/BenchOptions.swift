import ArgumentParser
import DocketCommandLine
import DocketCompare
import Foundation

/// What every `docket bench` command takes.
struct BenchOptions: ParsableArguments {
    static let jsonGuide = """
        JSON: {"machine": {...}, "figures": [{"name", "value", "unit", "spread",
        "baseline", "ratio"}, ...]}. value is the median of the runs, spread is
        {"min", "max", "runs"}; baseline is the same work done by the plainest possible
        program in the same run; ratio is value through baseline of each run, and of
        those the median. Both are null where there is no such program.
        """

    @Option(help: .init("How often each figure is taken; the median counts.", valueName: "runs"))
    var runs = 5

    @Option(help: "What the made-up orders depend on.")
    var seed: UInt64 = 1

    @Flag(help: "Measure a debug build all the same.")
    var anyBuild = false

    @OptionGroup var json: JSONOption

    func validate() throws {
        guard (1...100).contains(runs) else { throw ValidationError("--runs is 1 to 100") }
    }

    /// Measures in a temporary directory that is gone afterwards, also after Ctrl-C.
    func measure(_ body: @escaping @Sendable (BenchSession) async throws -> [Figure]) async throws -> BenchReport {
        guard BuildKind.current == .release || anyBuild else {
            throw ToolFailure(.usage, "this is a debug build; run 'make build' and then .build/release/docket bench")
        }
        return try await BenchSession.run(runs: runs, seed: seed, report: Self.report, body)
    }

    func show(_ report: BenchReport) throws {
        if json.isOn {
            try printJSON(report)
        } else {
            Terminal.standardOutput.write(report.text(on: .standardOutput))
        }
    }

    private static let report: @Sendable (String) -> Void = {
        Terminal.standardError.write(Terminal.standardError.paint("· \($0)", .dim))
    }
}
