@testable import DocketCommandLine
@testable import DocketSupervisor
import Testing

struct BackoffTests {
    @Test func `pauses double up to the longest, and begin again after a stable run`() {
        var policy = SupervisionPolicy()
        policy.firstPause = .seconds(1)
        policy.longestPause = .seconds(5)
        policy.stableAfter = .seconds(10)
        var backoff = Backoff(policy)
        let short = (1...4).map { _ in backoff.pause(afterRunning: .seconds(1)) }
        #expect(short == [.seconds(1), .seconds(2), .seconds(4), .seconds(5)])
        #expect(backoff.pause(afterRunning: .seconds(10)) == .seconds(1))
        #expect(backoff.pause(afterRunning: .seconds(9)) == .seconds(2))
    }
}
