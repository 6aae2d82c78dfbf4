#if os(Linux)
import DocketCommandLine
import Foundation
import Glibc
import GRDBSQLite

/// The log that all plain programs share: one writer at a time by a lock, and the wait for the disk outside of it, as in Docket.
final class PlainSharedLog {
    private let path: String
    private let database: PlainDatabase
    private let lock: Int32
    private var writeAheadLog: Int32 = -1
    private let insertion: PlainStatement
    private let begin: PlainStatement
    private let commit: PlainStatement

    init(in directory: String) throws {
        path = directory + "/bus.db"
        database = try PlainDatabase(path, cacheKilobytes: 16_000)
        // A commit does not wait for the disk: that comes after it, when others can write.
        try database.execute("PRAGMA busy_timeout = 5000; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 2048")
        insertion = try database.prepare(
            """
            INSERT INTO messages (position, \(PlainMessageRow.columns), checksum)
            VALUES ((SELECT ifnull(max(position), 0) + 1 FROM messages), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)
            """)
        begin = try database.prepare("BEGIN IMMEDIATE")
        commit = try database.prepare("COMMIT")
        lock = open(directory + "/bus.lock", O_RDWR | O_CLOEXEC)
        guard lock >= 0 else { throw ToolFailure(.failed, "cannot open the lock of \(path)") }
    }

    deinit {
        close(lock)
        if writeAheadLog >= 0 { close(writeAheadLog) }
    }

    func append(_ rows: [PlainMessageRow]) throws {
        flock(lock, LOCK_EX)
        do {
            defer { flock(lock, LOCK_UN) }
            try begin.run()
            for row in rows { try insertion.run(row.values) }
            try commit.run()
        }
        if writeAheadLog < 0 { writeAheadLog = open(path + "-wal", O_RDONLY | O_CLOEXEC) }
        guard fdatasync(writeAheadLog) == 0 else { throw ToolFailure(.failed, "cannot write \(path) to the disk") }
    }

    /// What a program takes: the messages of its stages after a position, at most 256.
    func reading(_ stages: [Int]) throws -> PlainStatement {
        try database.prepare(
            """
            SELECT position, type, subject, data FROM messages
            WHERE position > ? AND type IN (\(stages.map { "'\($0)'" }.joined(separator: ", "))) ORDER BY position LIMIT 256
            """)
    }

    /// When each order came to a stage, in microseconds, by its subject.
    func times(of stage: Int) throws -> [String: Int64] {
        let statement = try database.prepare("SELECT subject, time FROM messages WHERE type = '\(stage)'")
        var times: [String: Int64] = [:]
        try statement.forEachRow { times[$0.text(at: 0)] = $0.integer(at: 1) }
        return times
    }

    func count(of stage: Int) throws -> Int {
        var count = 0
        try database.prepare("SELECT count(*) FROM messages WHERE type = '\(stage)'").forEachRow {
            count = Int($0.integer(at: 0))
        }
        return count
    }
}
#endif
