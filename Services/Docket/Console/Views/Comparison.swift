import Contracts
import Decisions

/// The two modes held against each other, up to a position of the log: the live form of `docket compare`.
struct Comparison: Encodable, Sendable {
    struct Bucket: Encodable, Sendable, Equatable {
        /// In milliseconds: as long or shorter, and longer than the bucket before.
        var upTo: Double
        var orders: Int
    }

    struct Mode: Encodable, Sendable {
        /// That became ready.
        var ready: Int
        /// From paid to ready, in milliseconds; `nil` if no order became ready.
        var p50: Double?
        var p95: Double?
        var p99: Double?
        /// Four for every doubling, so that both fit on one axis.
        var buckets: [Bucket]
        /// Messages about orders, through orders.
        var messagesPerOrder: Double?
        var commandsPerOrder: Double?
    }

    var position: Int64
    var modes: [String: Mode]

    init(_ flow: Flow, _ durations: [[Int64]], at position: Int64) {
        self.position = position
        modes = Dictionary(
            uniqueKeysWithValues: Flow.modes.enumerated().map { number, mode in
                (mode.rawValue, Mode(flow.counts[number], durations[number]))
            })
    }
}

extension Comparison.Mode {
    /// - Parameter sorted: Microseconds, the shortest first.
    fileprivate init(_ counts: Flow.Counts, _ sorted: [Int64]) {
        func at(_ share: Double) -> Double? {
            sorted.isEmpty ? nil : Double(sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]) / 1_000
        }
        let orders = counts.orders.reduce(0) { $0 + Int($1) }
        func perOrder(_ isCounted: (any FulfilmentMessage.Type) -> Bool) -> Double? {
            let messages = zip(Flow.types, counts.published).reduce(0) { $0 + (isCounted($1.0.payload) ? Int($1.1) : 0) }
            return orders == 0 ? nil : Double(messages) / Double(orders)
        }
        self.init(
            ready: sorted.count, p50: at(0.5), p95: at(0.95), p99: at(0.99), buckets: Self.buckets(sorted),
            messagesPerOrder: perOrder { $0 is any OrderMessage.Type },
            commandsPerOrder: perOrder { $0.kind == .command })
    }

    private static func buckets(_ sorted: [Int64]) -> [Comparison.Bucket] {
        var (buckets, bound): ([Comparison.Bucket], Double) = ([], 1_000)
        for time in sorted {
            while Double(time) > bound { bound *= 1.189_207_115 }
            if buckets.last?.upTo == bound / 1_000 {
                buckets[buckets.count - 1].orders += 1
            } else {
                buckets.append(Comparison.Bucket(upTo: bound / 1_000, orders: 1))
            }
        }
        return buckets
    }
}
