package import Contracts
import DocketCommandLine
import Histogram
import Synchronization

/// Counts what became of the orders while many are under way at once.
package final class LoadTally: Sendable {
    package struct Counts: Sendable {
        /// Orders that the source has given, sent or not.
        var read = 0
        var sent = 0
        /// The numbers of the orders that were left out.
        var numbersLeftOut: Set<String> = []
        var leftOut: Int { numbersLeftOut.count }
        package var created = 0
        var repeated = 0
        package var paid = 0
        package var failed: [String: Int] = [:]
        var badRows: [BadRow] = []
        var badRowCount = 0
        package var firstOrder: OrderID?
        var lastOrder: OrderID?
        var latencies = Latencies()

        package var failedCount: Int { failed.values.reduce(0, +) }
    }

    /// How many bad rows are kept for the report; more are only counted.
    static let badRowsKept = 1000

    private let counts = Mutex(Counts())

    package init() {}

    package var current: Counts { counts.withLock { $0 } }

    func read() { counts.withLock { $0.read += 1 } }
    func sent() { counts.withLock { $0.sent += 1 } }
    /// The service has not taken it.
    func unsent() { counts.withLock { $0.sent -= 1 } }

    package func created(_ order: OrderID, after time: Duration, isRepeat: Bool) {
        counts.withLock {
            $0.created += 1
            $0.repeated += isRepeat ? 1 : 0
            $0.latencies.create.record(time)
            $0.firstOrder = min($0.firstOrder ?? order, order)
            $0.lastOrder = max($0.lastOrder ?? order, order)
        }
    }

    package func paid(after time: Duration, sinceDue: Duration) {
        counts.withLock {
            $0.paid += 1
            $0.latencies.pay.record(time)
            $0.latencies.order.record(sinceDue)
        }
    }

    package func failed(_ reason: String) { counts.withLock { $0.failed[reason, default: 0] += 1 } }

    /// Returns false if the order was left out before: in both modes it is sent twice, and may be refused twice.
    func leftOut(_ order: LeftOut) -> Bool {
        counts.withLock {
            if let number = order.number {
                guard $0.numbersLeftOut.insert(number).inserted else { return false }
            }
            $0.badRowCount += order.badRows.count
            $0.badRows += order.badRows.prefix(Self.badRowsKept - $0.badRows.count)
            return true
        }
    }
}

/// Response times, in microseconds inside.
struct Latencies: Sendable {
    var create = LatencyHistogram()
    var pay = LatencyHistogram()
    /// From when the order was due to its payment being accepted.
    var order = LatencyHistogram()
}

/// A histogram of durations with three significant digits, up to an hour.
package struct LatencyHistogram: Sendable {
    private var histogram = Histogram<UInt64>(highestTrackableValue: 3_600_000_000, numberOfSignificantValueDigits: .three)

    package init() {}

    package mutating func record(_ time: Duration) {
        let microseconds = UInt64(max(0, time.seconds * 1e6))
        histogram.record(min(microseconds, 3_600_000_000))
    }

    package var count: UInt64 { histogram.totalCount }

    package func percentile(_ percent: Double) -> Duration {
        .microseconds(Int64(histogram.valueAtPercentile(percent)))
    }
}
