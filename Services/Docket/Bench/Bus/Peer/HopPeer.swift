import DocketCommandLine
import DocketLoad
import EventBus
import Foundation
import GRDBSQLite
import SQLiteEventBus

/// The process at the other end of a hop: sleeps until there is news, reads it, and notes how long each event took.
enum HopPeer {
    /// Longest sleep, so that it notices when its parent is gone.
    private static let sleep = Duration.milliseconds(200)

    static func run(in directory: String) throws {
        let bus = try SQLiteEventBus(directory: directory)
        defer { bus.close() }
        let notifier = try bus.makeNotifier()
        var position: Position = 0
        try receive { stop in
            while !stop.isSet {
                let page = try bus.read(after: position, types: nil, limit: 256)
                position = page.upTo
                if !page.messages.isEmpty { return page.messages.count }
                notifier.wait(atMost: sleep)
            }
            return 0
        }
    }

    static func runPlain(in directory: String) throws {
        #if os(Linux)
        let statement = try PlainLog(directory: directory).reading()
        let notifier = try PlainNotifier(in: directory)
        var position: Int64 = 0
        try receive { stop in
            while !stop.isSet {
                sqlite3_bind_int64(statement.pointer, 1, position)
                let count = try statement.scan()
                position += Int64(count)
                if count > 0 { return count }
                notifier.wait(milliseconds: 200)
            }
            return 0
        }
        #else
        throw ToolFailure(.usage, "there is no inotify on this system")
        #endif
    }

    /// Takes events by `next`, which waits and says how many it has just read, until all of the schedule are there.
    private static func receive(_ next: (StopFlag) throws -> Int) throws {
        PeerLines.report("ready")
        let schedule = try JSONDecoder().decode(OpenLoop.self, from: Data(try PeerLines.next().utf8))
        let stop = PeerLines.stopAtNextLine()
        var latencies = HopLatencies(schedule)
        while !latencies.isComplete && !stop.isSet {
            let count = try next(stop)
            latencies.receive(count, at: BenchClock.now)
        }
        try PeerLines.report(latencies.result)
    }
}
