import DocketLoad
import EventBus
import SQLiteEventBus

/// One of the processes that append single events at the same time.
enum AppendingPeer {
    /// What it has appended, and between which times of ``BenchClock``.
    struct Appended: Codable, Sendable {
        var events: Int
        var start: UInt64
        var end: UInt64
    }

    static func run(_ messages: [Envelope], in directory: String) throws {
        let bus = try SQLiteEventBus(directory: directory)
        defer { bus.close() }
        let batches = messages.map { [$0] }
        PeerLines.report("ready")
        _ = try PeerLines.next()
        let stop = PeerLines.stopAtNextLine()
        var events = 0
        let start = BenchClock.now
        for batch in batches where !stop.isSet {
            try bus.append(batch)
            events += 1
        }
        try PeerLines.report(Appended(events: events, start: start, end: BenchClock.now))
    }
}
