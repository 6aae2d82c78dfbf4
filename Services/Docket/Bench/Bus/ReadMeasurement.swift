import DocketCommandLine
import DocketLoad
import EventBus
import GRDBSQLite
import SQLiteEventBus

/// How fast a log that is there is read.
enum ReadMeasurement {
    private static let pageSize = 1000
    private static let newest = 100

    /// Events a second, through the whole log.
    static func wholeLog(in directory: String, stop: StopFlag) throws -> Pair {
        Pair(docket: try docket(in: directory, stop: stop), plain: try plain(in: directory))
    }

    /// Microseconds that one read of the newest messages takes, of so many reads.
    static func end(in directory: String, reads: Int) throws -> Pair {
        let bus = try SQLiteEventBus.openReadOnly(directory: directory)
        defer { bus.close() }
        let position = max(0, try bus.statistics().last - Position(newest))
        let statement = try PlainLog(directory: directory).reading()
        let docket = try BenchClock.seconds {
            for _ in 0..<reads { _ = try bus.read(after: position, types: nil, limit: newest) }
        }
        let plain = try BenchClock.seconds {
            for _ in 0..<reads {
                sqlite3_bind_int64(statement.pointer, 1, position)
                _ = try statement.scan()
            }
        }
        return Pair(docket: docket / Double(reads) * 1e6, plain: plain / Double(reads) * 1e6)
    }

    private static func docket(in directory: String, stop: StopFlag) throws -> Double {
        let bus = try SQLiteEventBus.openReadOnly(directory: directory)
        defer { bus.close() }
        var count = 0
        var position: Position = 0
        let seconds = try BenchClock.seconds {
            while !stop.isSet {
                let page = try bus.read(after: position, types: nil, limit: pageSize)
                guard page.upTo > position else { return }
                count += page.messages.count
                position = page.upTo
            }
        }
        return Double(count) / seconds
    }

    private static func plain(in directory: String) throws -> Double {
        let statement = try PlainLog(directory: directory).reading()
        var count = 0
        let seconds = try BenchClock.seconds {
            sqlite3_bind_int64(statement.pointer, 1, 0)
            count = try statement.scan()
        }
        return Double(count) / seconds
    }
}
