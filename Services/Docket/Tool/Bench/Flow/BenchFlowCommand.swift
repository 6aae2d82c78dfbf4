import ArgumentParser
import Foundation
import GRDB

/// `docket bench flow`.
struct BenchFlowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "flow",
        abstract: "Measure how orders flow through the four real processes.",
        discussion: """
            Starts the services on fresh data directories, all commits synchronous, logs at warning; the load is made on the same
            processors. docket verify looks at each directory at its end, and a violation fails the run.

            \(FlowGuide.text)

            Examples:
              docket bench flow                                  everything, about ten minutes
              docket bench flow --only drain --runs 9 --json
              docket bench flow --only steady --rate 400 --seconds 30
              docket bench flow --no-million

            Exit codes: 0 measured, 1 an order did not come to its end or verify found a violation, 75 stopped early.
            """)

    @Option(help: .init("Orders of a backlog, and of a load over HTTP.", valueName: "orders"))
    var orders = 2000

    @Option(help: .init("How often a backlog is drained in each mode; what takes longer is done three times.", valueName: "runs"))
    var runs = 5

    @Option(help: .init("The steady rate.", valueName: "orders/s"))
    var rate = 200

    @Option(help: .init("How long one run at the steady rate takes, and the silence of idle.cpu.", valueName: "s"))
    var seconds = 10

    @Option(help: .init("Orders under way at once in flow.http.", valueName: "orders"))
    var concurrency = 32

    @Option(help: "What the made-up orders depend on.")
    var seed: UInt64 = 1

    @Option(
        help: .init(
            "Measure only these: \(FlowParts.allValueStrings.joined(separator: ",")).", valueName: "parts"))
    var only = FlowParts.all

    @Flag(name: .customLong("no-million"), help: "Leave the log of a million messages out: it takes three minutes.")
    var leavesMillionOut = false

    @Option(help: .init("Measure with so many messages instead of a million.", valueName: "messages"))
    var logEvents = 1_000_000

    @Flag(help: "Measure a debug build all the same.")
    var anyBuild = false

    @OptionGroup var json: JSONOption

    func validate() throws {
        guard (10...100_000).contains(orders) else { throw ValidationError("--orders is 10 to 100000") }
        guard (1...100).contains(runs) else { throw ValidationError("--runs is 1 to 100") }
        guard (1...5000).contains(rate) else { throw ValidationError("--rate is 1 to 5000") }
        guard (1...600).contains(seconds) else { throw ValidationError("--seconds is 1 to 600") }
        guard (1...256).contains(concurrency) else { throw ValidationError("--concurrency is 1 to 256") }
        guard (1...100_000_000).contains(logEvents) else { throw ValidationError("--log-events is 1 to 100000000") }
        guard !plan.parts.parts.isEmpty else { throw ValidationError("--only million and --no-million leave nothing to measure") }
    }

    /// What the options ask for.
    var plan: FlowPlan {
        FlowPlan(
            parts: leavesMillionOut ? FlowParts(parts: only.parts.subtracting([.million])) : only, orders: orders, runs: runs,
            rate: rate, seconds: seconds, seed: seed, concurrency: concurrency, logEvents: logEvents)
    }

    func run() async throws {
        guard BuildKind.current == .release || anyBuild else {
            throw ToolFailure(.usage, "this is a debug build; run 'make build' and then .build/release/docket bench flow")
        }
        let stop = StopFlag()
        let stopSignals = StopSignals()
        let signals = Task {
            _ = await stopSignals.first()
            stop.set()
        }
        defer { signals.cancel() }
        let say: @Sendable (String) -> Void = {
            Terminal.standardError.write(Terminal.standardError.paint("· \($0)", .dim))
        }
        let bench = FlowBench(plan: plan, binaries: try .besideThisProgram(), stop: stop, say: say)
        do {
            try show(try await bench.figures())
        } catch {
            // Whatever broke off first, it did because somebody wanted it to stop.
            throw stop.isSet ? ToolFailure(.tryLater, "stopped early") : error
        }
    }

    private func show(_ figures: [Figure]) throws {
        guard !json.isOn else { return try printJSON(BenchReport(machine: try machine(), figures: figures)) }
        for figure in figures {
            let spread = "(\(figure.spread.min.rounded(toPlaces: 2))–\(figure.spread.max.rounded(toPlaces: 2)))"
            Terminal.standardOutput.write("\(figure.name)  \(figure.value.rounded(toPlaces: 2)) \(figure.unit)  \(spread)")
        }
    }

    private func machine() throws -> BenchReport.Machine {
        let process = ProcessInfo.processInfo
        return BenchReport.Machine(
            processors: process.activeProcessorCount, memoryBytes: process.physicalMemory,
            system: process.operatingSystemVersionString,
            sqlite: try DatabaseQueue().read { try String.fetchOne($0, sql: "SELECT sqlite_version()") ?? "" },
            build: BuildKind.current.rawValue)
    }
}
