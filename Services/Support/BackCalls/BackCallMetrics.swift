import CoreMetrics
import ServiceKit

/// What the calls back to Orders count.
struct BackCallMetrics: Sendable {
    /// What came of a call.
    enum Outcome: String, CaseIterable {
        case answered
        /// Orders answered, and not with the details.
        case refused
        /// No answer: Orders is away, slow, or in trouble.
        case failed
    }

    private let outcomes: [Outcome: Counter]
    private let bytes: Counter
    private let duration: Timer
    private let circuit: Gauge

    init(registry: PrometheusRegistry) {
        let calls = "back_calls_total"
        registry.describe(calls, "Calls back to Orders for what a notice left out, by what came of them")
        registry.describe("back_call_bytes_total", "Bytes of the details that Orders answered with")
        registry.describe("back_call_seconds", "How long a call back took")
        registry.describe("back_call_circuit_state", "Circuit breaker of the calls back: 0 closed, 1 half open, 2 open")
        outcomes = Dictionary(
            uniqueKeysWithValues: Outcome.allCases.map {
                ($0, Counter(label: calls, dimensions: [("outcome", $0.rawValue)], factory: registry))
            })
        bytes = Counter(label: "back_call_bytes_total", factory: registry)
        duration = Timer(label: "back_call_seconds", factory: registry)
        circuit = Gauge(label: "back_call_circuit_state", factory: registry)
        circuit.record(0)
    }

    func ended(_ outcome: Outcome, bytes count: Int, after time: Duration) {
        outcomes[outcome]?.increment()
        if count > 0 { bytes.increment(by: count) }
        let (seconds, attoseconds) = time.components
        duration.recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }

    func circuit(_ breaker: CircuitBreaker) { circuit.record(breaker.level) }
}
