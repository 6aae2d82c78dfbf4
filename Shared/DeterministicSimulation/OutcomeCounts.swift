public import CoreMetrics
import Synchronization

/// Counts what came of a service's messages, calls and timeouts, from the metrics that every service keeps anyway.
public final class OutcomeCounts: MetricsFactory {
    /// What was counted: a message's type (or a call's name, or `timeout`) and what came of it.
    public struct Key: Sendable, Hashable {
        public var type: String
        /// The metric's label, such as `advanced`.
        public var outcome: String
    }

    private let counts = Mutex<[Key: Int]>([:])

    public init() {}

    /// All that was counted.
    public var all: [Key: Int] { counts.withLock { $0 } }

    func reset() { counts.withLock { $0.removeAll(keepingCapacity: true) } }

    fileprivate func add(_ amount: Int, to key: Key) { counts.withLock { $0[key, default: 0] += amount } }

    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        guard label == "messages_total", dimensions.count == 2 else { return NOOPMetricsHandler.instance }
        return Count(key: Key(type: dimensions[0].1, outcome: dimensions[1].1), counts: self)
    }

    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        NOOPMetricsHandler.instance
    }

    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler { NOOPMetricsHandler.instance }

    public func destroyCounter(_ handler: any CounterHandler) {}
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    public func destroyTimer(_ handler: any TimerHandler) {}
}

private final class Count: CounterHandler {
    private let key: OutcomeCounts.Key
    private let counts: OutcomeCounts

    init(key: OutcomeCounts.Key, counts: OutcomeCounts) {
        self.key = key
        self.counts = counts
    }

    func increment(by amount: Int64) { counts.add(Int(amount), to: key) }
    func reset() {}
}
