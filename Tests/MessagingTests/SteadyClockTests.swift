import Foundation
@testable import Messaging
import Synchronization
import Testing

struct SteadyClockTests {
    /// What people set, and what passes by itself.
    private final class Clocks: Sendable {
        let state = Mutex((system: Date(timeIntervalSinceReferenceDate: 1_000), elapsed: ContinuousClock.now))

        func pass(_ seconds: Double, systemBy change: Double) {
            state.withLock { state in
                state.system.addTimeInterval(change)
                state.elapsed = state.elapsed.advanced(by: .seconds(seconds))
            }
        }
    }

    @Test(arguments: [
        ("set back by an hour, it goes on", [(10.0, 10.0), (1.0, -3_600.0), (5.0, 5.0)], 16.0),
        ("set forward, it follows", [(10.0, 10.0), (1.0, 3_600.0)], 3_610.0),
        ("caught up, it follows the system again", [(1.0, -4.0), (2.0, 20.0)], 16.0),
        ("stopped, it goes on", [(3.0, 0.0)], 3.0),
    ])
    func `it never goes back, and passes as time does`(what: String, steps: [(Double, Double)], total: Double) {
        let clocks = Clocks()
        let clock = SteadyClock(system: { clocks.state.withLock(\.system) }, elapsed: { clocks.state.withLock(\.elapsed) })
        let start = clock.now()
        var last = start
        for (seconds, change) in steps {
            clocks.pass(seconds, systemBy: change)
            let now = clock.now()
            #expect(now >= last)
            last = now
        }
        #expect(abs(last.timeIntervalSince(start) - total) < 0.000_1, "\(what): \(last.timeIntervalSince(start))")
    }
}
