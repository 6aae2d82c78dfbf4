import Contracts
import Decisions
import DocketCommandLine
import Foundation

/// The comparison of the two styles as a person reads it: one line a figure, one column a style, one table a mode.
struct PatternTable {
    let comparison: PatternComparison

    func text(on terminal: Terminal) -> String {
        var lines: [String] = []
        for mode in [CoordinationMode.choreography, .orchestration] {
            lines.append(
                terminal.paint(
                    row(mode.rawValue, { $0.payloadStyle == .notification ? "notification" : "state transfer" }, mode), .bold))
            lines += rows(of: mode) + [""]
        }
        lines += comparison.conclusions.map { "• " + $0 }
        return (lines + ["", terminal.paint(footer, .dim)]).joined(separator: "\n")
    }

    private func rows(of mode: CoordinationMode) -> [String] {
        let setup = comparison.setup
        return [
            row("messages an order", { number($0.messagesPerOrder, 1) }, mode),
            row("bytes of data an order on the bus", { number($0.bytesPerOrder, 0) }, mode),
            row("calls back to Orders an order", { number($0.backCallsPerOrder, 2) }, mode),
            row("bytes answered an order", { number($0.backCallBytesPerOrder, 0) }, mode),
            row(
                "paid to ready at \(Int(setup.comparison.steadyRate)) orders/s: p50", { number($0.paidToReady.p50, 2) + " ms" },
                mode),
            row("    p99", { number($0.paidToReady.p99, 2) + " ms" }, mode),
            row("booked while Orders was away, of \(setup.paidBeforeOutage)", { "\($0.wentOnWithoutOrders)" }, mode),
            row("all ready after Orders was back", { number($0.catchUp, 2) + " s" }, mode),
            row("violations found by docket verify", { $0.violations.isEmpty ? "none" : "\($0.violations.count)" }, mode),
        ]
    }

    private func row(_ label: String, _ value: (PatternFigures) -> String, _ mode: CoordinationMode) -> String {
        let columns = PayloadStyle.allCases.map { style in
            comparison.patterns.first { $0.mode == mode && $0.payloadStyle == style }.map(value) ?? ""
        }
        return label.padded(to: 44) + columns.map { $0.leftPadded(to: 18) }.joined()
    }

    private var footer: String {
        let (setup, outage) = (comparison.setup.comparison, comparison.setup.outage)
        return "\(setup.file ?? "made-up orders, seed \(setup.seed ?? 0)"); Orders away for \(Int(outage)) s; "
            + "\(setup.processors) processors, \(setup.system), \(setup.build) build"
    }

    private func number(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }
}
