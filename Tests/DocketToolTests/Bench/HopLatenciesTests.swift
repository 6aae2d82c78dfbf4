@testable import DocketBench
import Testing

/// Latency counts from when an event was due.
@Suite struct HopLatenciesTests {
    /// One event each millisecond.
    private let schedule = OpenLoop(start: 5_000_000_000, interval: 1_000_000, count: 1000)

    @Test func `an event that is read in time takes as long as it took`() {
        var latencies = HopLatencies(schedule)
        for index in 0..<1000 { latencies.receive(1, at: schedule.due(index) + 200_000) }
        #expect(latencies.isComplete)
        #expect(latencies.result.events == 1000)
        #expect(latencies.result.p50.isAbout(0.2))
        #expect(latencies.result.p99.isAbout(0.2))
    }

    /// The sender stood still for 100 ms: measured from when each was sent, only one event would have been slow, and p99 would not
    /// show it.
    @Test func `a stall is charged to every event that was due meanwhile`() {
        var latencies = HopLatencies(schedule)
        for index in 0..<1000 {
            let sent = (400..<500).contains(index) ? schedule.due(500) : schedule.due(index)
            latencies.receive(1, at: sent + 200_000)
        }
        #expect(latencies.result.p50.isAbout(0.2))
        #expect(latencies.result.p99 > 89 && latencies.result.p99 < 92)
    }

    @Test func `events that are read together are each counted from their own time`() {
        var latencies = HopLatencies(OpenLoop(start: 0, interval: 1_000_000, count: 2))
        latencies.receive(2, at: 3_000_000)
        #expect(latencies.result.p99.isAbout(3))
        #expect(latencies.result.p50.isAbout(2))
    }
}

extension Double {
    /// A histogram keeps three digits.
    fileprivate func isAbout(_ other: Double) -> Bool { abs(self - other) <= other / 500 }
}
