import Contracts
import DocketCommandLine
import Verification

/// A report as a person reads it: each invariant on a line, what is broken beneath it, and the sums.
struct VerificationText {
    let report: VerificationReport
    /// Violations shown of each invariant.
    let shown: Int
    let terminal: Terminal

    var lines: [String] {
        report.checks.flatMap(check) + [""] + figures + report.warnings.map { "\(terminal.paint("warning", .yellow))  \($0)" }
            + ["", verdict]
    }

    private func check(_ check: VerificationReport.Check) -> [String] {
        let mark =
            switch (check.violations.isEmpty, check.skipped) {
            case (_, .some): terminal.paint("-", .dim)
            case (true, nil): terminal.paint("✓", .green)
            case (false, nil): terminal.paint("✗", .red)
            }
        let name = check.name.padded(to: 28)
        guard let reason = check.skipped else {
            guard !check.violations.isEmpty else { return ["\(mark) \(name)\(terminal.paint(check.rule, .dim))"] }
            let count = "\(check.violations.count) violation\(check.violations.count == 1 ? "" : "s")"
            return ["\(mark) \(name)\(terminal.paint(count, .red))  \(terminal.paint(check.rule, .dim))"]
                + check.violations.prefix(shown).flatMap(violation)
                + (check.violations.count > shown ? ["    … and \(check.violations.count - shown) more"] : [])
        }
        return ["\(mark) \(name)\(terminal.paint("skipped: \(reason)", .dim))"]
    }

    private func violation(_ violation: Violation) -> [String] {
        let order = violation.orderId.map { "order \($0): " } ?? ""
        let messages = violation.messageIds.isEmpty ? [] : ["      messages \(violation.messageIds.joined(separator: ", "))"]
        return ["    \(terminal.paint(order, .bold))\(violation.finding)"] + messages.map { terminal.paint($0, .dim) }
    }

    private var figures: [String] {
        let orders = report.totals.orders.sorted { $0.key < $1.key }.map { mode, states in
            let counts = states.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
            return "orders   \(mode.padded(to: 14)) \(counts)"
        }
        let money = report.totals.money.map { balance in
            "money    \(amount(balance.paid, balance)) paid = \(amount(balance.through, balance)) gone through + "
                + "\(amount(balance.underWay, balance)) under way + \(amount(balance.refunded, balance)) refunded"
        }
        let stock = report.totals.stock
        return orders + money + [
            "stock    \(stock.received) received = \(stock.onHand) on hand + \(stock.reserved) reserved + \(stock.packed) packed "
                + "+ \(stock.shipped) shipped",
            "bus      \(report.totals.messages) messages, \(report.isDrained ? "drained" : "not drained: \(report.backlog)")",
        ]
    }

    private func amount(_ amount: Int, _ balance: Totals.Balance) -> String { Money.text(amount, balance.currency) }

    private var verdict: String {
        let count = report.violations.count
        guard count == 0 else {
            let orders = Set(report.violations.compactMap(\.orderId)).count
            return terminal.paint(
                "\(count) violation\(count == 1 ? "" : "s"), about \(orders) order\(orders == 1 ? "" : "s")", .red)
        }
        let skipped = report.checks.count { $0.skipped != nil }
        let checked = "\(report.checks.count - skipped) of \(report.checks.count) invariants hold"
        return terminal.paint(
            skipped == 0 ? "All \(report.checks.count) invariants hold." : "\(checked), \(skipped) skipped.", .green)
    }
}
