/// When each order is due: every 1/R seconds from the start, however long answers take (an open loop).
///
/// Latency counts from the moment an order was due, so a service that stalls is charged for the orders that had to wait.
struct Pace: Sendable {
    private let start: ContinuousClock.Instant
    private let interval: Duration?

    /// - Parameter rate: orders a second; `nil` for as fast as connections allow.
    init(rate: Double?, from start: ContinuousClock.Instant = .now) {
        self.start = start
        interval = rate.map { .seconds(1) / $0 }
    }

    /// `nil`: at once.
    func due(_ number: Int) -> ContinuousClock.Instant? {
        interval.map { start + $0 * Double(number) }
    }
}
