import Contracts
import Decisions
import DocketCommandLine

/// The result of `docket compare --patterns`. Its JSON keys are stable: programs read them.
struct PatternComparison: Codable, Sendable {
    var setup: Setup
    /// Choreography first, and in each mode notification first.
    var patterns: [PatternFigures]
    /// Sentences that the figures of this run support.
    var conclusions: [String]

    /// What was compared, so that the run can be repeated.
    struct Setup: Codable, Sendable {
        var comparison: Comparison.Setup
        /// Seconds that Orders was away.
        var outage: Double
        /// Orders that were paid when Orders went away.
        var paidBeforeOutage: Int
    }

    var violations: Int { patterns.reduce(0) { $0 + $1.violations.count } }
}

/// What was measured of one style in one mode.
struct PatternFigures: Codable, Sendable {
    var payloadStyle: PayloadStyle
    var mode: CoordinationMode
    /// Messages about one order on the bus.
    var messagesPerOrder: Double
    /// Bytes of data in them.
    var bytesPerOrder: Double
    /// Calls back to Orders for one order.
    var backCallsPerOrder: Double
    /// Bytes that Orders answered them with.
    var backCallBytesPerOrder: Double
    /// Milliseconds from paid to ready at the steady rate.
    var paidToReady: Percentiles
    /// Of the orders paid before Orders went away, how many got a parcel and a carrier while it was.
    var wentOnWithoutOrders: Int
    /// Seconds from Orders' return until all of them were ready.
    var catchUp: Double
    /// What `docket verify` found. None is the only good answer.
    var violations: [String]
}

/// Says in a few sentences what the figures of this run support, and nothing more.
enum PatternConclusions {
    static func of(_ figures: [PatternFigures], paidBeforeOutage: Int) -> [String] {
        CoordinationMode.allCases.flatMap { mode -> [String] in
            guard let notification = figures.first(where: { $0.mode == mode && $0.payloadStyle == .notification }),
                let transfer = figures.first(where: { $0.mode == mode && $0.payloadStyle == .stateTransfer })
            else { return [] }
            return [
                "\(mode): a notification puts \(whole(transfer.bytesPerOrder - notification.bytesPerOrder)) bytes fewer on the bus per order, and "
                    + "asks for \(whole(notification.backCallBytesPerOrder)) in \(one(notification.backCallsPerOrder)) calls back.",
                "\(mode): from paid to ready it takes \(one(notification.paidToReady.p50)) ms with a notification and "
                    + "\(one(transfer.paidToReady.p50)) ms with state transfer (p50); p99 \(one(notification.paidToReady.p99)) and "
                    + "\(one(transfer.paidToReady.p99)) ms.",
                "\(mode): with Orders away \(notification.wentOnWithoutOrders) of \(paidBeforeOutage) orders go on after a notification, "
                    + "\(transfer.wentOnWithoutOrders) with state transfer.",
            ]
        }
    }

    private static func whole(_ value: Double) -> String { "\(Int(value.rounded()))" }
    private static func one(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
}
