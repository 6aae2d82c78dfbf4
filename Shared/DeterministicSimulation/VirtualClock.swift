public import Foundation
import Synchronization

/// A clock that only moves when it is set.
public final class VirtualClock: Sendable {
    /// Where every story begins.
    public static let start = Date(timeIntervalSince1970: 1_795_449_600)

    private let time = Mutex(VirtualClock.start)
    private let error = Mutex(0.0)

    public init() {}

    /// The time.
    public var now: Date { time.withLock { $0 } }

    /// What the services read on the wall: wrong by as much as it was set back.
    public var shown: Date { now.addingTimeInterval(-error.withLock { $0 }) }

    /// The wall clock is set back; time itself goes on.
    public func setBack(by seconds: Double) { error.withLock { $0 += seconds } }

    /// Goes on to this time; never back.
    public func advance(to later: Date) {
        time.withLock { $0 = max($0, later) }
    }

    /// Lets so many seconds pass.
    public func advance(by seconds: Double) { advance(to: now.addingTimeInterval(seconds)) }

    /// Begins another story.
    public func restart() {
        time.withLock { $0 = Self.start }
        error.withLock { $0 = 0 }
    }

    /// Seconds since the story began.
    public var elapsed: Double { now.timeIntervalSince(Self.start) }
}
