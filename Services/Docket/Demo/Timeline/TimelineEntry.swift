import DocketCommandLine
import DocketInstallation

/// One line of the story: when, who, what happened, to which order, and what is worth knowing about it.
struct TimelineEntry: Sendable, Hashable, Codable {
    /// Seconds since the first step.
    var at: Double
    /// A service, `you` for what the scenario does, `docket` for what the supervisor sees.
    var who: String
    var what: String
    /// The order's name in the scenario.
    var order: String?
    var detail: String?

    func text(on terminal: Terminal) -> String {
        let milliseconds = Int((at * 1000).rounded())
        let fraction = String(milliseconds % 1000 + 1000).dropFirst()
        let time = "+\(milliseconds / 1000).\(fraction)s".leftPadded(to: 10)
        let colour = ServiceName(rawValue: who)?.colour ?? .bold
        let parts = [
            terminal.paint(time, .dim), terminal.paint(who.padded(to: 8), colour), what.padded(to: 22),
            (order.map { "order \($0)" } ?? "").padded(to: 9), detail ?? "",
        ]
        return parts.joined(separator: "  ").trimmingTrailingSpaces
    }
}

extension String {
    fileprivate var trimmingTrailingSpaces: String {
        String(reversed().drop { $0 == " " }.reversed())
    }
}
