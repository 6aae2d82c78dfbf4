import CoreMetrics
import Synchronization

/// One time series that can write itself in the text format.
protocol PrometheusSeries: AnyObject, Sendable {
    func append(name: String, labels: PrometheusLabels, to text: inout String)
}

/// Counts up. An atomic addition, no lock.
final class PrometheusCounter: CounterHandler, PrometheusSeries {
    private let value = Atomic<Int64>(0)

    func increment(by amount: Int64) { value.wrappingAdd(amount, ordering: .relaxed) }
    func reset() { value.store(0, ordering: .relaxed) }

    func append(name: String, labels: PrometheusLabels, to text: inout String) {
        text += "\(name)\(labels) \(value.load(ordering: .relaxed))\n"
    }
}

/// A gauge: the last value recorded.
final class PrometheusGauge: RecorderHandler, MeterHandler, PrometheusSeries {
    private let value = Mutex(0.0)

    func record(_ value: Int64) { set(Double(value)) }
    func record(_ value: Double) { set(value) }
    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { self.value.withLock { $0 = value } }
    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func decrement(by amount: Double) { value.withLock { $0 -= amount } }

    func append(name: String, labels: PrometheusLabels, to text: inout String) {
        text += "\(name)\(labels) \(PrometheusText.number(value.withLock { $0 }))\n"
    }
}

/// Counts values in buckets that are fixed, so that series of several processes can be added up.
final class PrometheusHistogram: TimerHandler, RecorderHandler, PrometheusSeries {
    private struct State {
        // One more than there are bounds: what lies above the last.
        var counts: [UInt64]
        var sum = 0.0
    }

    private let bounds: [Double]
    private let state: Mutex<State>

    /// - Parameter bounds: upper ends of the buckets, ascending. A value on the end belongs to the bucket (`le`).
    init(bounds: [Double]) {
        self.bounds = bounds
        state = Mutex(State(counts: Array(repeating: 0, count: bounds.count + 1)))
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1_000_000_000) }
    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        // One value that is no number would spoil the sum for good.
        guard value.isFinite else { return }
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock { state in
            state.counts[bucket] += 1
            state.sum += value
        }
    }

    func append(name: String, labels: PrometheusLabels, to text: inout String) {
        let (counts, sum) = state.withLock { ($0.counts, $0.sum) }
        var total: UInt64 = 0
        for (bound, count) in zip(bounds.map(PrometheusText.number) + ["+Inf"], counts) {
            total += count
            text += "\(name)_bucket\(labels.adding("le", bound)) \(total)\n"
        }
        text += "\(name)_sum\(labels) \(PrometheusText.number(sum))\n"
        text += "\(name)_count\(labels) \(total)\n"
    }

    /// Seconds, from a tenth of a millisecond to ten seconds.
    static let seconds = [
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]
    /// Numbers of things, such as messages in a batch.
    static let sizes: [Double] = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096, 16384, 65536]
}
