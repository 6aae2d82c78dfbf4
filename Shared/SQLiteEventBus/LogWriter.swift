import DurableSQLite
import EventBus
import Foundation
import GRDB
import GRDBSQLite
import Synchronization

/// The writing side: the one connection of this process that changes the log. Every call must be made under the ``WriterLock``.
final class LogWriter: Sendable {
    private let queue: DatabaseQueue
    private let files: BusFiles
    private let signal: LogSignal
    private let checkpoints: CheckpointPlan

    /// Opens the log, and creates it if there is none.
    init(_ files: BusFiles, signal: LogSignal, checkpointBytes: Int) throws(BusError) {
        try files.createDatabase()
        self.files = files
        self.signal = signal
        let checkpoints = CheckpointPlan(bytes: checkpointBytes)
        self.checkpoints = checkpoints
        queue = try translatingErrors(of: files) {
            var configuration = Configuration()
            configuration.label = "docket.bus.writer"
            configuration.journalMode = .wal
            // Who takes bus.lock first never meets another writer; this is for an sqlite3 shell that does not.
            configuration.busyMode = .timeout(1)
            let queue = try DatabaseQueue(path: files.database, configuration: configuration)
            try queue.writeWithoutTransaction { db in
                try db.commitDurably()
                // The id index takes its inserts at random places: 16 MB keep its upper levels at hand.
                try db.execute(sql: "PRAGMA cache_size = -16000")
                try Schema.prepare(db, file: files.database)
                try checkpoints.observe(db)
            }
            return queue
        }
        try announceLast()
    }

    /// Makes up for a writer that was killed between its commit and the bell: the next to open the log rings for it.
    private func announceLast() throws(BusError) {
        let last = try translatingErrors(of: files) { try queue.writeWithoutTransaction(lastPosition) }
        signal.announce(last, [])
    }

    /// Appends the batches in one durable transaction, then tells every watcher.
    func append(_ batches: [[Envelope]]) throws(BusError) -> [[Position]] {
        let (positions, news) = try translatingErrors(of: files) {
            try queue.writeWithoutTransaction { db in
                var positions: [[Position]] = []
                var news: Position?
                try db.inCachedTransaction {
                    let before = try lastPosition(db)
                    var last = before
                    let rows = try MessageRowWriter(db)
                    for batch in batches { positions.append(try Self.insert(batch, rows, after: &last, db)) }
                    news = last > before ? last : nil
                }
                return (positions, news)
            }
        }
        if let news { signal.announce(news, batches.joined()) }
        return positions
    }

    private static func insert(
        _ batch: [Envelope], _ rows: MessageRowWriter, after last: inout Position, _ db: Database
    ) throws -> [Position] {
        var positions: [Position] = []
        positions.reserveCapacity(batch.count)
        for envelope in batch {
            if try rows.insert(envelope, at: last + 1) {
                last += 1
                positions.append(last)
            } else {
                positions.append(try knownPosition(of: envelope.id, db))
            }
        }
        return positions
    }

    private static func knownPosition(of id: String, _ db: Database) throws -> Position {
        let statement = try db.cachedStatement(sql: "SELECT position FROM messages WHERE id = ?")
        guard let position = try Position.fetchOne(statement, arguments: [id]) else {
            throw BusError(.corrupt, "message \(id) is in an index of the log and not in the log; run `sqlite3 bus.db .recover`")
        }
        return position
    }

    /// Moves what lies in the write-ahead log into `bus.db` when there is much of it.
    func checkpointIfDue() {
        queue.writeWithoutTransaction(checkpoints.runIfDue)
    }

    /// Records what a consumer needs no more.
    ///
    /// Without a sync of its own: it is advice, and the next append's sync carries it to the disk. Writes keep their order.
    func acknowledge(_ position: Position, by consumer: String) throws(BusError) {
        try translatingErrors(of: files) {
            try queue.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA synchronous = NORMAL")
                let outcome = Result {
                    try db.cachedStatement(
                        sql: """
                            INSERT INTO consumers (name, position, updated_at) VALUES (?, ?, ?)
                            ON CONFLICT (name) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at
                            """
                    ).execute(arguments: [consumer, position, Date().microsecondsSince1970])
                }
                try db.execute(sql: "PRAGMA synchronous = FULL")
                try outcome.get()
            }
        }
    }

    /// Removes at most `count` messages, from the oldest on, never past what a consumer still needs.
    ///
    /// Returns the position reached and whether it is as far as it can go.
    func compact(upTo position: Position, atMost count: Position) throws(BusError) -> (reached: Position, isDone: Bool) {
        try translatingErrors(of: files) {
            try queue.write { db in
                let last = try lastPosition(db)
                let needed = try Position.fetchOne(db, sql: "SELECT min(position) FROM consumers") ?? last
                let bound = max(0, min(position, needed, last))
                guard let first = try Position.fetchOne(db, sql: "SELECT min(position) FROM messages"), first <= bound else {
                    return (bound, true)
                }
                let end = min(bound, first + count - 1)
                try db.execute(sql: "DELETE FROM messages WHERE position <= ?", arguments: [end])
                try db.execute(sql: "UPDATE meta SET value = max(value, ?) WHERE name = 'compacted'", arguments: [end])
                return (end, end == bound)
            }
        }
    }

    /// `PRAGMA synchronous` as this connection has it: 2 is FULL.
    var synchronousMode: Int {
        get throws(BusError) {
            try translatingErrors(of: files) {
                try queue.writeWithoutTransaction { db in try Int.fetchOne(db, sql: "PRAGMA synchronous") ?? -1 }
            }
        }
    }

    /// Closes the connection. If it is the last one of all processes, SQLite checkpoints: therefore under the lock.
    func close() throws(BusError) {
        try translatingErrors(of: files) { try queue.close() }
    }
}
