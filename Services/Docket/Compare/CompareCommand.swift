package import ArgumentParser
import Contracts
import DispatchOrchestratorDomain
import DocketCommandLine
import DocketInstallation
import DocketLoad
import Foundation
import OrdersDomain
import ShippingDomain
import StockDomain

/// `docket compare`.
package struct CompareCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Carry the same orders through both modes and compare them with numbers.",
        discussion: """
            Starts the four services on fresh data directories, once for each mode and run,
            and measures: how fast a backlog is worked off, how long an order takes at a
            steady rate, messages, bytes and commits an order, how fast a shortage is
            refunded, and how long a killed service needs to catch up. `docket verify` looks
            at each.

            Examples:
              docket compare                           2,000 orders, about three minutes
              docket compare --orders 10000 --seed 7 --json
              docket compare --patterns                notification and state transfer
              docket compare --orders-file export.csv  an export (docket load --help)

            Build for release first (make build); a debug build measures the wrong thing and
            is refused without --any-build. Exit code 1 if verify finds a violation.
            """)

    @Option(help: .init("How many orders to make up.", valueName: "orders"))
    var orders = 2000

    @Option(help: .init("CSV or JSON lines with the orders.", valueName: "file"))
    var ordersFile: String?

    @Option(help: "What the made-up orders depend on.")
    var seed: UInt64 = 1

    @Option(help: .init("How often the backlog is measured in each mode.", valueName: "runs"))
    var runs = 3

    @Option(help: .init("Steady rate, for latencies and outages.", valueName: "orders/s"))
    var rate = 100.0

    @Flag(help: "Compare the two styles of events instead: calling back, and not having to.")
    var patterns = false

    @Flag(help: "Measure a debug build all the same.")
    var anyBuild = false

    @OptionGroup var json: JSONOption

    package init() {}

    package func validate() throws {
        guard (1...1_000_000).contains(orders) else { throw ValidationError("--orders is 1 to 1000000") }
        guard (1...20).contains(runs) else { throw ValidationError("--runs is 1 to 20") }
        guard (1...2000).contains(rate) else { throw ValidationError("--rate is 1 to 2000") }
    }

    package func run() async throws {
        guard BuildKind.current == .release || anyBuild else {
            throw ToolFailure(.usage, "this is a debug build; run 'make build' and then .build/release/docket compare")
        }
        let stop = StopFlag()
        let signals = Task {
            _ = await StopSignals().first()
            stop.set()
        }
        defer { signals.cancel() }
        let list = try loadOrders()
        if patterns { return try await comparePatterns(list, stop) }
        let measurement = Measurement(orders: list, rate: rate, report: report)
        let binaries = try Binaries.besideThisProgram()
        let figures = try await Comparer(measurement: measurement, binaries: binaries, runs: runs, stop: stop).run()
        let comparison = Comparison(
            setup: setup(list.count), modes: figures, conclusions: Conclusions.of(figures))
        if json.isOn {
            try printJSON(comparison)
        } else {
            Terminal.standardOutput.write(ComparisonTable(comparison).text(on: .standardOutput))
        }
        guard comparison.violations == 0 else { throw ExitCode(ExitStatus.failed.rawValue) }
    }

    private func comparePatterns(_ list: [LoadOrder], _ stop: StopFlag) async throws {
        let comparer = PatternComparer(
            orders: list, rate: rate, binaries: try Binaries.besideThisProgram(), stop: stop, report: report)
        let figures = try await comparer.run()
        let comparison = PatternComparison(
            setup: .init(
                comparison: setup(list.count), outage: PatternComparer.outage, paidBeforeOutage: PatternComparer.paidBeforeOutage),
            patterns: figures, conclusions: PatternConclusions.of(figures, paidBeforeOutage: PatternComparer.paidBeforeOutage))
        if json.isOn {
            try printJSON(comparison)
        } else {
            Terminal.standardOutput.write(PatternTable(comparison: comparison).text(on: .standardOutput))
        }
        guard comparison.violations == 0 else { throw ExitCode(ExitStatus.failed.rawValue) }
    }

    private var report: @Sendable (String) -> Void {
        { Terminal.standardError.write(Terminal.standardError.paint("· \($0)", .dim)) }
    }

    private func loadOrders() throws -> [LoadOrder] {
        var list: [LoadOrder] = []
        func read(_ source: inout some OrderSource) throws {
            while let item = try source.next() {
                switch item {
                case .order(let order): list.append(order)
                case .leftOut(let order):
                    for row in order.badRows { report("\(ordersFile ?? ""):\(row.line): left out: \(row.reason)") }
                }
            }
        }
        if let file = ordersFile, file.hasSuffix(".jsonl") || file.hasSuffix(".ndjson") {
            var source = try JSONLinesOrderSource(path: file)
            try read(&source)
        } else if let file = ordersFile {
            var source = try CSVOrderSource(path: file, options: FileOptions())
            try read(&source)
        } else {
            var source = OrderGenerator(count: orders, seed: seed)
            try read(&source)
        }
        guard !list.isEmpty else { throw ToolFailure(.usage, "there are no orders to compare with") }
        return list
    }

    private func setup(_ count: Int) -> Comparison.Setup {
        Comparison.Setup(
            orders: count, seed: ordersFile == nil ? seed : nil, file: ordersFile, runs: runs, steadyRate: rate,
            processors: ProcessInfo.processInfo.activeProcessorCount,
            system: ProcessInfo.processInfo.operatingSystemVersionString, build: BuildKind.current.rawValue)
    }
}

/// How this program was built: figures of a debug build mean nothing.
package enum BuildKind: String {
    case debug, release

    package static var current: BuildKind {
        #if DEBUG
        .debug
        #else
        .release
        #endif
    }
}
