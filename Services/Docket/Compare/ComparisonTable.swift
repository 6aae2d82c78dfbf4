import Contracts
import Decisions
import DocketCommandLine
import DocketInstallation
import Foundation

/// The comparison as a person reads it: one line a figure, one column a mode.
struct ComparisonTable {
    let comparison: Comparison
    private let choreography: ModeFigures?
    private let orchestration: ModeFigures?

    init(_ comparison: Comparison) {
        self.comparison = comparison
        choreography = comparison.modes.first { $0.mode == .choreography }
        orchestration = comparison.modes.first { $0.mode == .orchestration }
    }

    func text(on terminal: Terminal) -> String {
        let widths = (label: 44, column: 24)
        var lines = [terminal.paint(row("", "choreography", "orchestration", widths), .bold)]
        lines += rows.map { row($0.label, $0.choreography, $0.orchestration, widths) }
        lines += ["", terminal.paint("message types each service must know", .bold)]
        lines += ServiceName.allCases.map { service in
            row(service.rawValue, known(service, choreography), known(service, orchestration), widths)
        }
        lines += [""] + comparison.conclusions.map { "• " + $0 }
        lines += ["", terminal.paint(footer, .dim)]
        return lines.joined(separator: "\n")
    }

    private typealias Row = (label: String, choreography: String, orchestration: String)

    private var rows: [Row] {
        [
            both("orders/s, a backlog worked off") { number($0.backlog.median, 0) + range($0.backlog) },
            both("paid to ready at \(Int(comparison.setup.steadyRate)) orders/s: p50") { number($0.paidToReady.p50, 2) + " ms" },
            both("    p95") { number($0.paidToReady.p95, 2) + " ms" },
            both("    p99") { number($0.paidToReady.p99, 2) + " ms" },
            both("hops from paid to ready") { "\(max(0, $0.criticalPath.count - 1))" },
            both("messages an order") { number($0.messagesPerOrder, 1) },
            both("bytes of data an order") { number($0.bytesPerOrder, 0) },
            both("durable commits an order, steady") { number($0.commitsPerOrder, 1) },
            both("from shortage to refund, median") { number($0.shortageToRefund, 2) + " ms" },
            both("to catch up after Stock was away for 2 s") { number($0.catchUp.stock, 2) + " s" },
            both("to catch up after the orchestrator was") { number($0.catchUp.orchestrator, 2) + " s" },
            both("violations found by docket verify") { $0.violations.isEmpty ? "none" : "\($0.violations.count)" },
        ]
    }

    private func both(_ label: String, _ value: (ModeFigures) -> String) -> Row {
        (label, choreography.map(value) ?? "", orchestration.map(value) ?? "")
    }

    private func row(_ label: String, _ first: String, _ second: String, _ widths: (label: Int, column: Int)) -> String {
        label.padded(to: widths.label) + first.leftPadded(to: widths.column) + second.leftPadded(to: widths.column)
    }

    private func known(_ service: ServiceName, _ figures: ModeFigures?) -> String {
        "\(figures?.mustKnow[service.rawValue]?.count ?? 0)"
    }

    private var footer: String {
        let setup = comparison.setup
        let orders = setup.file ?? "seed \(setup.seed ?? 0)"
        return "\(setup.orders) orders (\(orders)), backlog: median of \(setup.runs) runs (smallest to largest); "
            + "\(setup.processors) processors, \(setup.system), \(setup.build) build"
    }

    private func range(_ spread: Spread) -> String { " (\(number(spread.min, 0))–\(number(spread.max, 0)))" }
    private func number(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }
}
