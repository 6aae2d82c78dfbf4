import DocketCommandLine
import DocketLoad
import Foundation

/// When each event is due: at a fixed rate from the start, whatever became of those before.
///
/// Times are those of ``BenchClock``, so that the process that sends and the one that receives mean the same.
struct OpenLoop: Sendable, Codable {
    var start: UInt64
    /// Nanoseconds between two.
    var interval: UInt64
    var count: Int

    func due(_ index: Int) -> UInt64 { start + UInt64(index) * interval }

    /// From the first to the last, in seconds.
    var seconds: Double { Double(count) * Double(interval) / 1e9 }

    /// Waits until the event is due, and not at all if that is past.
    ///
    /// Sleeps for most of it and looks at the clock for the rest, because a sleep ends a tenth of a millisecond late.
    func wait(for index: Int) {
        let due = due(index)
        let now = BenchClock.now
        if due > now + Self.watched { Thread.sleep(forTimeInterval: Double(due - now - Self.watched) / 1e9) }
        while BenchClock.now < due {}
    }

    private static let watched: UInt64 = 300_000
}

/// How long each event was under way: from when it was due until it had been read.
///
/// Not from when it was sent. When a stall makes the sender late, all events that were due meanwhile had to wait, and one that is
/// only measured from its late start would hide that (coordinated omission).
struct HopLatencies {
    private let schedule: OpenLoop
    private var histogram = LatencyHistogram()
    private(set) var received = 0

    init(_ schedule: OpenLoop) {
        self.schedule = schedule
    }

    var isComplete: Bool { received >= schedule.count }

    /// The next `count` events in their order have been read.
    mutating func receive(_ count: Int, at now: UInt64) {
        for _ in 0..<count {
            let due = schedule.due(received)
            histogram.record(.nanoseconds(Int64(now > due ? now - due : 0)))
            received += 1
        }
    }

    var result: Hop {
        Hop(events: received, p50: histogram.percentile(50).seconds * 1000, p99: histogram.percentile(99).seconds * 1000)
    }
}

/// The time of a hop in milliseconds.
struct Hop: Sendable, Codable {
    var events: Int
    var p50: Double
    var p99: Double
}
