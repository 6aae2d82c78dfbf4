/// How often a failing message is tried, and how long to wait in between: exponential backoff with jitter.
public struct RetryPolicy: Sendable, Hashable {
    /// Tries in all, the first included. After the last one the message becomes a dead letter.
    public var attempts: Int
    /// Seconds before the second try.
    public var initialDelay: Double
    /// Seconds between two tries at most.
    public var longestDelay: Double

    public init(attempts: Int = 8, initialDelay: Double = 0.1, longestDelay: Double = 60) {
        self.attempts = attempts
        self.initialDelay = initialDelay
        self.longestDelay = longestDelay
    }

    /// Seconds to wait after `failed` tries have failed.
    ///
    /// Doubles each time; `random` takes away up to half of it, so that messages which failed together do not come back together.
    public func delay(after failed: Int, random: UInt64) -> Double {
        let doublings = min(max(failed - 1, 0), 30)
        let full = min(initialDelay * Double(1 << doublings), longestDelay)
        return full * (1 - 0.5 * Double(random >> 11) * 0x1p-53)
    }
}
