import DocketCommandLine
import DocketCompare
import Foundation

/// What a chaos run came to.
struct ChaosReport: Sendable, Codable {
    var seed: UInt64
    var seconds: Double
    var kills: Int
    var stops: Int
    var stopsWithLock: Int
    /// Orders that were created and paid.
    var driven: Int
    /// Of all orders, those that were completed or cancelled.
    var ended: Int
    var completed: Int
    var cancelled: Int
    /// From a death to the next process being ready, and from SIGCONT to the next answer.
    var recovery: Spread
    /// From the last fault to everything being done.
    var drainSeconds: Double
    /// What `docket verify` found, orders without an end, processes that did not come back.
    var violations: [String]
    /// True if it was ended early.
    var interrupted: Bool
    var soak: SoakReport?

    /// Of seconds.
    struct Spread: Sendable, Codable {
        var count: Int
        var median: Double
        var worst: Double

        init(_ seconds: [Double]) {
            let sorted = seconds.sorted()
            count = sorted.count
            median = sorted.isEmpty ? 0 : sorted[sorted.count / 2].rounded(toPlaces: 3)
            worst = (sorted.last ?? 0).rounded(toPlaces: 3)
        }
    }

    var isGood: Bool { violations.isEmpty && soak?.isGood ?? true }

    func text(on terminal: Terminal) -> String {
        var lines = [
            terminal.paint("\(kills) kills and \(stops) stops survived", .bold)
                + " in \(Duration.seconds(seconds).asSeconds), \(stopsWithLock) of the stops with the lock of the bus",
            "  orders       \(driven.grouped) driven, \(ended.grouped) ended: \(completed.grouped) completed, "
                + "\(cancelled.grouped) cancelled",
            "  to recover   median \(Duration.seconds(recovery.median).asSeconds), "
                + "worst \(Duration.seconds(recovery.worst).asSeconds) (\(recovery.count) times)",
            "  to be done   \(Duration.seconds(drainSeconds).asSeconds) after the load's end",
            "  seed         \(seed) (--seed \(seed) injects the same faults in the same order)",
        ]
        if let soak { lines = [lines[1], lines[3]] + soak.lines(on: terminal) }
        if interrupted { lines.append("  stopped early") }
        lines.append(
            violations.isEmpty
                ? terminal.paint("  violations   none", .green)
                : terminal.paint("  violations   \(violations.count)", .red)
                    + violations.prefix(20).map { "\n    \($0)" }.joined())
        return lines.joined(separator: "\n")
    }
}
