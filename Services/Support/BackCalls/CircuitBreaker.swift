public import Foundation

/// Decides whether a call is worth a try: after some failures in a row no call is made for a while, then one call tests the service.
///
/// A value without a clock: times are handed in, so that every case can be written as a table.
public struct CircuitBreaker: Sendable, Hashable {
    public enum State: Sendable, Hashable {
        /// All is well, or nearly: so many failures in a row.
        case closed(failures: Int)
        /// No call is made until then.
        case open(until: Date)
        /// One test call is under way; no other is let through.
        case halfOpen
    }

    public private(set) var state = State.closed(failures: 0)
    /// Failures in a row that open it.
    public let failureLimit: Int
    /// Seconds that it stays open the first time; doubled each time that the trial call fails.
    public let pause: Double
    /// Seconds that it stays open at most.
    public let longestPause: Double
    private var openings = 0

    public init(failureLimit: Int = 3, pause: Double = 0.25, longestPause: Double = 5) {
        self.failureLimit = failureLimit
        self.pause = pause
        self.longestPause = longestPause
    }

    /// Whether a call may be made now. A caller that is let through must report how it ended: ``succeeded()`` or ``failed(at:)``.
    public mutating func admits(at now: Date) -> Bool {
        switch state {
        case .closed: return true
        case .halfOpen: return false
        case .open(let until):
            guard until <= now else { return false }
            state = .halfOpen
            return true
        }
    }

    /// An answer came, so the service works again, whenever the call began.
    public mutating func succeeded() {
        state = .closed(failures: 0)
        openings = 0
    }

    public mutating func failed(at now: Date) {
        switch state {
        case .closed(let failures) where failures + 1 < failureLimit: state = .closed(failures: failures + 1)
        case .closed, .halfOpen:
            state = .open(until: now.addingTimeInterval(min(pause * Double(1 << min(openings, 20)), longestPause)))
            openings += 1
        // A call that began before: it is known already.
        case .open: break
        }
    }

    /// Until when calls are useless; `nil` if one may be tried.
    public func closed(at now: Date) -> Date? {
        guard case .open(let until) = state, until > now else { return nil }
        return until
    }

    /// For a gauge: 0 closed, 1 half open, 2 open.
    public var level: Int {
        switch state {
        case .closed: 0
        case .halfOpen: 1
        case .open: 2
        }
    }
}
