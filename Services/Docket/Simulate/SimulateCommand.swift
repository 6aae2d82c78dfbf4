package import ArgumentParser
import Contracts
import Decisions
import DeterministicSimulation
import DocketCommandLine
import Foundation

/// `docket simulate`.
package struct SimulateCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Run the real services through thousands of invented disasters, in seconds.",
        discussion: """
            All services run in this process, on databases in memory and a clock that
            stands still, and one seed decides everything: who orders what, who gets round
            to work when, what is delayed, delivered twice, lost with a process that dies.
            After every step the messages so far are checked, at some moments (in every
            hundredth seed after every step) and at the end all invariants of
            `docket verify`, and at the end that every order came to one end, that every
            promise to a customer was kept, and that orders are completed, and both modes
            come to the same end, when nothing goes wrong.

            Examples:
              docket simulate                       seeds 1 to 1000, all faults, both modes
              docket simulate --seed 42 --trace     the story of one seed, step by step
              docket simulate --faults crash,delay  only these kinds of fault
              docket simulate --seeds 1..300000     a night's worth
              docket simulate --power               the power fails as well
              docket simulate --mutants             break the services, and see it found

            With --power the files lie on a disk that loses or tears, whenever the power
            fails, what was not waited for: those of the bus and of all services.

            The same seed and the same commit give the same bytes. A seed that finds
            something prints the command that replays it. From \(Sometimes.enough) seeds
            with all faults in both modes on, a path that never happened is a failure too:
            what never happened was not tested.

            Kinds of fault:
            \(FaultKind.allCases.map { "  \($0.rawValue.padded(to: 14))\($0.meaning)" }.joined(separator: "\n"))

            Exit codes: 0 nothing found, 1 something found, a path never taken or a mutant
            that survives, 64 usage.
            """)

    @Option(help: .init("First and last seed.", valueName: "A..B"))
    var seeds: SeedRange?

    @Option(help: "One seed.")
    var seed: UInt64?

    @Flag(help: "Tell the story of the seed, step by step.")
    var trace = false

    @Option(help: .init("choreography, orchestration or both.", valueName: "mode"))
    var mode = ModeChoice.both

    @Option(help: .init("all, none, or kinds with commas between.", valueName: "list"))
    var faults = FaultChoice.all

    @Flag(help: "Put one defect after the other into the services, and show which seed finds it.")
    var mutants = false

    @Flag(help: "Let the power fail as well, one to four times a seed.")
    var power = false

    @Option(help: .init("How many seeds at once. (default: one a processor)", valueName: "n"))
    var threads: Int?

    @OptionGroup var json: JSONOption

    package init() {}

    package func validate() throws {
        if seed != nil, seeds != nil { throw ValidationError("give --seed or --seeds, not both") }
        if power, mutants { throw ValidationError("--mutants lets the power fail by itself, where a mutant needs it") }
        if trace, seed == nil { throw ValidationError("--trace shows one run: give its --seed") }
        if let threads, !(1...256).contains(threads) { throw ValidationError("--threads is 1 to 256") }
    }

    package func run() async throws {
        var options = SeedRunner.Options()
        options.modes = mode.modes.sorted { $0.rawValue < $1.rawValue }
        options.faults = faults.kinds
        options.isLogged = trace
        options.losesPower = power
        if mutants { return try hunt() }
        if let seed, trace { return try printRun(seed, options) }
        let range = seed.map { $0...$0 } ?? seeds?.range ?? 1...1_000
        let threads = min(threads ?? ProcessInfo.processInfo.activeProcessorCount, range.count)
        let total = range.count
        let terminal = Terminal.standardError
        let report = try Campaign(seeds: range, options: options, threads: threads).run { report in
            guard terminal.isInteractive else { return }
            terminal.writeProgress("\(report.seeds.grouped) of \(total.grouped) seeds, \(report.failures.count) found something")
        }
        if terminal.isInteractive { terminal.endProgress() }
        let text = SimulationText(report: report, command: command, isWhole: isWhole)
        if json.isOn { try printJSON(text.summary) } else { text.lines.forEach(Terminal.standardOutput.write) }
        if !text.isClean { throw ExitCode(1) }
    }

    /// Only then can everything be expected to happen.
    private var isWhole: Bool { mode == .both && faults.kinds.count == FaultKind.allCases.count && seed == nil }

    private func printRun(_ seed: UInt64, _ options: SeedRunner.Options) throws {
        let outcome = try SeedRunner(options).run(seed)
        outcome.log.forEach(Terminal.standardOutput.write)
        for finding in outcome.findings { Terminal.standardOutput.write("found  \(finding.checker): \(finding.text)") }
        Terminal.standardOutput.write("\(outcome.orders) orders, \(outcome.messages) messages, \(outcome.steps) steps")
        if !outcome.findings.isEmpty { throw ExitCode(1) }
    }

    private func hunt() throws {
        let threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
        let hunt = try MutantHunt.run(Mutant.all, threads: threads)
        if json.isOn { try printJSON(["mutants": hunt.catches]) } else { hunt.lines.forEach(Terminal.standardOutput.write) }
        if !hunt.survivors.isEmpty { throw ExitCode(1) }
    }

    /// What replays a seed under the same options.
    private func command(_ seed: UInt64) -> String {
        var words = ["docket simulate --seed \(seed) --trace"]
        if power { words.append("--power") }
        if mode != .both { words.append("--mode \(mode.rawValue)") }
        if faults != .all { words.append("--faults \(faults)") }
        return words.joined(separator: " ")
    }
}

/// `A..B`, both included.
struct SeedRange: ExpressibleByArgument {
    var range: ClosedRange<UInt64>

    init?(argument: String) {
        let ends = argument.components(separatedBy: "..")
        guard ends.count == 2, let first = UInt64(ends[0]), let last = UInt64(ends[1]), first <= last,
            last - first < 1_000_000_000
        else { return nil }
        range = first...last
    }
}

/// `all`, `none` or `crash,delay`.
struct FaultChoice: ExpressibleByArgument, Equatable, CustomStringConvertible {
    static let all = FaultChoice(kinds: Set(FaultKind.allCases))
    var kinds: Set<FaultKind>

    init(kinds: Set<FaultKind>) { self.kinds = kinds }

    init?(argument: String) {
        switch argument {
        case "all": self = .all
        case "none": kinds = []
        default:
            let names = argument.split(separator: ",").map(String.init)
            kinds = Set(names.compactMap(FaultKind.init(rawValue:)))
            guard kinds.count == names.count, !names.isEmpty else { return nil }
        }
    }

    var description: String {
        if kinds.isEmpty { return "none" }
        return self == .all ? "all" : kinds.map(\.rawValue).sorted().joined(separator: ",")
    }

    var defaultValueDescription: String { description }
}
