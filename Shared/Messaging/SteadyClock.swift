import Foundation
import Synchronization

/// The system's clock, which never goes back: when it is set back, this one goes on at its own pace until the other has caught up.
///
/// So a wait that is under way lasts as long as it should, and no message is older than the one that caused it. A clock that is set forward is
/// followed: waits then end early, which their handling allows.
final class SteadyClock: Sendable {
    private struct Reading {
        var time: Date
        var at: ContinuousClock.Instant
    }

    private let system: @Sendable () -> Date
    private let elapsed: @Sendable () -> ContinuousClock.Instant
    private let last: Mutex<Reading>

    /// - Parameters:
    ///   - system: The clock that people set.
    ///   - elapsed: The clock that cannot be set; it goes on while the machine sleeps.
    init(
        system: @escaping @Sendable () -> Date = { Date() },
        elapsed: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.system = system
        self.elapsed = elapsed
        last = Mutex(Reading(time: system(), at: elapsed()))
    }

    func now() -> Date {
        last.withLock { last in
            let (time, at) = (system(), elapsed())
            let passed = (at - last.at).components
            let steady = last.time.addingTimeInterval(Double(passed.seconds) + Double(passed.attoseconds) * 1e-18)
            last = Reading(time: max(time, steady), at: at)
            return last.time
        }
    }
}
