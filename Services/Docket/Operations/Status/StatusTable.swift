import Contracts
import DocketClient
import DocketCommandLine
import DocketInstallation
import EventBus
import Foundation

/// A status report for people.
struct StatusTable {
    let report: StatusReport
    let terminal: Terminal

    func text() -> String {
        ([report.dataDirectory, ""] + services() + [""] + bus() + mismatches() + [""] + orders() + attention())
            .joined(separator: "\n")
    }

    private func services() -> [String] {
        let header = row(["service", "process", "address", "state", "up", "behind", "dead letters", "need attention"])
        return [terminal.paint(header, .bold)]
            + report.services.map { service in
                guard service.running else {
                    return row([service.service.rawValue, "-", "-", "down", "-", lag(of: service) ?? "-"], painted: .red)
                }
                let line = row([
                    service.service.rawValue, service.pid.map(String.init) ?? "-", service.address ?? "-",
                    service.ready ? "ready" : "not ready",
                    service.uptimeSeconds.map { Duration.seconds($0).asAge } ?? "-",
                    lag(of: service) ?? "?",
                    service.deadLetters.map(String.init) ?? "?",
                    service.attention.map(String.init) ?? "?",
                ])
                let painted = service.ready ? line : terminal.paint(line, .yellow)
                return service.problem.map { painted + "\n         " + terminal.paint($0, .yellow) } ?? painted
            }
    }

    /// What the service says itself, or what it last acknowledged to the bus, which may be a few seconds old.
    private func lag(of service: StatusReport.Service) -> String? {
        if let lag = service.lag { return lag < 0 ? "\((-lag).grouped) beyond the end" : lag.grouped }
        return report.bus?.consumers.first { $0.name == service.service.rawValue }.map { "\($0.lag.grouped)?" }
    }

    private func row(_ cells: [String], painted colour: Colour? = nil) -> String {
        let widths = [9, 9, 25, 11, 9, 8, 14, 0]
        let line = zip(cells, widths).map { $0.padded(to: $1) }.joined()
        return colour.map { terminal.paint(line, $0) } ?? line
    }

    private func bus() -> [String] {
        guard let bus = report.bus else {
            return [report.busProblem.map { "bus: \($0)" } ?? "bus: there is none yet"]
        }
        let megabytes = String(format: "%.1f MB", Double(bus.bytes) / 1e6)
        return ["bus: \(bus.messages.grouped) messages, \(megabytes), end at position \(bus.last.grouped)"]
    }

    private func mismatches() -> [String] { report.mismatches.map { terminal.paint("\($0)", .red) } }

    /// What to do next, if anything.
    private func attention() -> [String] {
        let waiting = report.services.filter { ($0.attention ?? 0) > 0 || ($0.deadLetters ?? 0) > 0 }
        guard !waiting.isEmpty else { return [] }
        var lines = [""]
        if waiting.contains(where: { ($0.deadLetters ?? 0) > 0 }) {
            lines.append(terminal.paint("messages wait for a person: docket dead-letters list", .yellow))
        }
        for saga in report.attention ?? [] {
            let reason = saga.attention ?? "a compensation is not answered"
            lines.append(
                terminal.paint(
                    "order \(saga.orderId) needs attention: \(reason): docket saga show \(saga.orderId)", .yellow))
        }
        return lines
    }

    private func orders() -> [String] {
        guard let orders = report.orders else { return ["orders: unknown, the orders service does not answer"] }
        return Self.lines(of: orders, terminal)
    }

    /// Orders by state, a line for each mode.
    static func lines(of orders: OrderCounts, _ terminal: Terminal) -> [String] {
        let states = OrderState.allCases.map(\.rawValue)
        let header = "orders".padded(to: 15) + states.map { $0.leftPadded(to: 11) }.joined()
        return [terminal.paint(header, .bold)]
            + orders.keys.sorted().map { mode in
                mode.padded(to: 15) + states.map { (orders[mode]?[$0] ?? 0).grouped.leftPadded(to: 11) }.joined()
            }
    }
}
