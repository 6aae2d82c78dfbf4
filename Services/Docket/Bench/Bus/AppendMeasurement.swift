import DocketClient
import DocketCommandLine
import DocketLoad
import EventBus
import SQLiteEventBus

/// How fast one process appends to a new log, each batch in a commit of its own, beside the plain program on a log of its own.
///
/// They take turns, a tenth of the events each time: a disk that is slow for a second is slow for both.
struct AppendMeasurement {
    private static let turns = 10

    let messages: [Envelope]
    /// The same as ``messages``.
    let rows: PlainRows
    let batch: Int
    let stop: StopFlag

    /// Events a second, in two empty directories.
    func run(docket: String, plain: String) throws -> Pair {
        let bus = try SQLiteEventBus(directory: docket)
        defer { bus.close() }
        try PlainLog.create(in: plain)
        let log = try PlainLog(directory: plain)
        var seconds = Pair(docket: 0, plain: 0)
        for turn in turns {
            let batches = turn.map { Array(messages[$0]) }
            seconds.docket += try BenchClock.seconds { for batch in batches { try bus.append(batch) } }
            seconds.plain += try BenchClock.seconds { for range in turn { try log.append(rows, range) } }
            if stop.isSet { break }
        }
        return Pair(docket: Double(messages.count) / seconds.docket, plain: Double(messages.count) / seconds.plain)
    }

    /// The batches of each turn.
    private var turns: [[Range<Int>]] {
        let batches = stride(from: 0, to: messages.count, by: batch).map { $0..<min($0 + batch, messages.count) }
        let size = max(1, (batches.count + Self.turns - 1) / Self.turns)
        return stride(from: 0, to: batches.count, by: size).map { Array(batches[$0..<min($0 + size, batches.count)]) }
    }
}
