package import ArgumentParser
import Contracts
import DocketCommandLine
import DocketInstallation

/// `docket demo`.
package struct DemoCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Play scenarios with real processes and real faults, and show what happens as it happens.",
        discussion: """
            Examples:
              docket demo --list                the scenarios there are
              docket demo happy-path            one scenario, in both modes
              docket demo late-answer --mode orchestration
              docket demo ./mine.yml --keep     your own; keeps the data directory
              docket demo                       all of them

            Each run has a fresh data directory and processes of its own on free
            ports. It is told as it happens and ends with a comparison with what the
            scenario expects, and a check of all invariants. Exit code 1 if one did not
            end as expected; its data directory is kept then.
            """)

    @Argument(
        help: .init("Names of built-in scenarios or paths of .yml files; none runs all.", valueName: "scenario"),
        completion: .list(ScenarioLibrary.builtIn))
    var scenarios: [String] = []

    @Option(help: .init("choreography, orchestration or both.", valueName: "mode"))
    var mode: ModeChoice = .both

    @Flag(help: "List the built-in scenarios and what they show.")
    var list = false

    @Flag(help: "Keep the data directory of each run.")
    var keep = false

    @OptionGroup var json: JSONOption

    package init() {}

    package func run() async throws {
        let names = scenarios.isEmpty ? ScenarioLibrary.builtIn : scenarios
        let chosen = try names.map(ScenarioLibrary.load)
        guard !list else { return printList(chosen) }
        let binaries = try Binaries.besideThisProgram()
        let results = try await stoppable { try await run(chosen, binaries) }
        if json.isOn { try printJSON(["runs": results]) } else { DemoConsole.summarise(results) }
        guard results.allSatisfy(\.passed) else {
            throw ToolFailure(.failed, "\(results.count { !$0.passed }) of \(results.count) runs did not end as expected")
        }
    }

    private func run(_ scenarios: [Scenario], _ binaries: Binaries) async throws -> [DemoResult] {
        var results: [DemoResult] = []
        for scenario in scenarios {
            for mode in mode.modes {
                if !json.isOn { DemoConsole.announce(scenario, mode) }
                let onEntry = json.isOn ? { @Sendable (_: TimelineEntry) in } : DemoConsole.write
                let run = DemoRun(
                    scenario: scenario, mode: mode, binaries: binaries, verification: demoVerification, keep: keep,
                    onEntry: onEntry)
                let result = try await run.run()
                if !json.isOn { DemoConsole.conclude(result) }
                results.append(result)
            }
        }
        return results
    }

    private func printList(_ scenarios: [Scenario]) {
        for scenario in scenarios {
            Terminal.standardOutput.write("\(scenario.id.padded(to: 24)) \(scenario.title)")
        }
    }
}

/// Runs until done or until Ctrl-C; then the work is cancelled and cleans up before this throws.
func stoppable<Result: Sendable>(_ work: @escaping @Sendable () async throws -> Result) async throws -> Result {
    let task = Task { try await work() }
    let signals = StopSignals()
    let watch = Task {
        let name = await signals.first()
        task.cancel()
        return name
    }
    defer { watch.cancel() }
    do {
        return try await task.value
    } catch is CancellationError {
        throw ToolFailure(.tryLater, "stopped by \(await watch.value)")
    }
}
