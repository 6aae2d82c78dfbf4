import Contracts
import Decisions

/// The result of `docket compare`. Its JSON keys are stable: programs read them.
struct Comparison: Codable, Sendable {
    /// What was compared, so that the run can be repeated.
    struct Setup: Codable, Sendable {
        var orders: Int
        /// Of the order generator; absent if the orders came from a file.
        var seed: UInt64?
        var file: String?
        var runs: Int
        var steadyRate: Double
        var processors: Int
        var system: String
        var build: String
    }

    var setup: Setup
    /// Choreography first.
    var modes: [ModeFigures]
    /// Sentences that the figures of this run support.
    var conclusions: [String]

    var violations: Int { modes.reduce(0) { $0 + $1.violations.count } }
}

/// What was measured of one mode.
struct ModeFigures: Codable, Sendable {
    var mode: CoordinationMode
    /// Orders a second from paid to ready, with all of them waiting when the services start.
    var backlog: Spread
    /// Milliseconds from paid to ready at the steady rate.
    var paidToReady: Percentiles
    /// All messages about one order that goes through, pack and dispatch included.
    var messagesPerOrder: Double
    /// Bytes of data in them.
    var bytesPerOrder: Double
    /// Durable commits of all databases and the bus at the steady rate; under load many orders share one.
    var commitsPerOrder: Double
    /// Messages one after the other between paid and ready.
    var criticalPath: [String]
    /// Milliseconds from the shortage to the refund, median.
    var shortageToRefund: Double
    /// Seconds from the moment a service is started again, two seconds after it was killed under load, until every order that was paid
    /// by then is ready.
    var catchUp: CatchUp
    /// The message types each service must know to take part.
    var mustKnow: [String: [String]]
    /// What `docket verify` found. None is the only good answer.
    var violations: [String]

    struct CatchUp: Codable, Sendable {
        var stock: Double
        var orchestrator: Double
    }
}

/// The median of several runs, with the smallest and the largest.
package struct Spread: Codable, Sendable {
    package var median: Double
    package var min: Double
    package var max: Double

    package init(_ values: [Double]) {
        let sorted = values.sorted()
        median = sorted.isEmpty ? 0 : sorted[sorted.count / 2]
        min = sorted.first ?? 0
        max = sorted.last ?? 0
    }
}

/// Milliseconds.
package struct Percentiles: Codable, Sendable {
    var p50: Double
    var p95: Double
    var p99: Double
    var count: Int

    init(_ seconds: [Double]) {
        let sorted = seconds.sorted()
        func at(_ part: Double) -> Double {
            sorted.isEmpty ? 0 : sorted[Swift.min(sorted.count - 1, Int(Double(sorted.count) * part))] * 1000
        }
        (p50, p95, p99, count) = (at(0.50), at(0.95), at(0.99), sorted.count)
    }
}
