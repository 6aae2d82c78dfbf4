package import Foundation
import Synchronization

/// A clock that stands still until it is told to go on.
package final class VirtualClock: Sendable {
    private let time = Mutex(Date(timeIntervalSince1970: 1_795_449_600))

    package init() {}

    package var now: Date { time.withLock { $0 } }

    /// Goes on to this time; never back.
    package func advance(to later: Date) {
        time.withLock { $0 = max($0, later) }
    }

    package func advance(by seconds: Double) { advance(to: now.addingTimeInterval(seconds)) }
}
