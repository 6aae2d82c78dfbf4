import Contracts
import DocketCommandLine
import Foundation

/// What a load came to, as it is printed with `--json`.
struct LoadReport: Codable, Sendable {
    struct LatencyFigures: Codable, Sendable {
        var p50: Double
        var p95: Double
        var p99: Double

        init(_ histogram: LatencyHistogram) {
            func milliseconds(_ percent: Double) -> Double {
                (histogram.percentile(percent).seconds * 1000).rounded(toPlaces: 2)
            }
            p50 = milliseconds(50)
            p95 = milliseconds(95)
            p99 = milliseconds(99)
        }

        var text: String { String(format: "p50 %8.2f   p95 %8.2f   p99 %8.2f", p50, p95, p99) }
    }

    /// The generator's seed, to make the same orders again; `nil` for a file.
    var seed: UInt64?
    /// Orders in the source, as far as it was read.
    var read: Int
    /// How many were sent: with `--mode both` each twice.
    var sent: Int
    /// Orders that were not sent, or that the service did not take, whole.
    var leftOut: Int
    var created: Int
    /// How many of them an earlier run had sent: nothing was done for them again.
    var repeated: Int
    var paid: Int
    /// How many orders failed, by reason.
    var failed: [String: Int]
    /// The bad rows of the file, the first thousand; ``badRowCount`` counts all.
    var badRows: [BadRow]
    var badRowCount: Int
    var firstOrderId: Int?
    var lastOrderId: Int?
    var seconds: Double
    var ordersPerSecond: Double
    /// In milliseconds: creating, paying, and the order as a whole from the moment it was due.
    var latency: [String: LatencyFigures]
    /// True if it was stopped before the source was at its end.
    var interrupted: Bool

    init(_ counts: LoadTally.Counts, seed: UInt64?, elapsed: Duration, interrupted: Bool) {
        self.seed = seed
        read = counts.read
        sent = counts.sent
        leftOut = counts.leftOut
        created = counts.created
        repeated = counts.repeated
        paid = counts.paid
        failed = counts.failed
        badRows = counts.badRows
        badRowCount = counts.badRowCount
        firstOrderId = counts.firstOrder?.rawValue
        lastOrderId = counts.lastOrder?.rawValue
        seconds = elapsed.seconds.rounded(toPlaces: 3)
        ordersPerSecond = elapsed.seconds > 0 ? (Double(counts.paid) / elapsed.seconds).rounded(toPlaces: 1) : 0
        latency = [
            "create": LatencyFigures(counts.latencies.create), "pay": LatencyFigures(counts.latencies.pay),
            "order": LatencyFigures(counts.latencies.order),
        ]
        self.interrupted = interrupted
    }

    func text(on terminal: Terminal) -> String {
        var lines = [
            terminal.paint("\(paid.grouped) order\(paid == 1 ? "" : "s") paid", .bold)
                + " of \(sent.grouped) sent in \(Duration.seconds(seconds).asSeconds)"
                + ", \(Int(ordersPerSecond.rounded()).grouped) orders/s" + (interrupted ? " (stopped early)" : "")
        ]
        lines.append(
            "  orders       \(read.grouped) read, \(sent.grouped) sent, \(repeated.grouped) of them repeated, \(leftOut.grouped) left out"
        )
        if let firstOrderId, let lastOrderId { lines.append("  order ids    \(firstOrderId) to \(lastOrderId)") }
        if repeated > 0 {
            lines.append("  repeated     were sent before and not done again (another --batch would send them anew)")
        }
        if let seed { lines.append("  seed         \(seed) (--seed \(seed) makes the same orders)") }
        lines += ["create", "pay", "order"].compactMap { name in
            latency[name].map { "  \(name.padded(to: 12)) \($0.text)  ms" }
        }
        if badRowCount > 0 {
            lines.append(
                terminal.paint(
                    "  left out     for \(badRowCount.grouped) bad row\(badRowCount == 1 ? "" : "s"), each reported above",
                    .yellow))
        }
        lines += failed.sorted { $0.value > $1.value }.map { reason, count in
            terminal.paint("  failed       \(count.grouped) x \(reason)", .red)
        }
        return lines.joined(separator: "\n")
    }
}
