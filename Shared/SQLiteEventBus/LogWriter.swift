import DurableSQLite
import EventBus
import Foundation
import GRDB
import GRDBSQLite
import Instants
import Synchronization

/// The writing side: the one connection of this process that changes the log. Every call must be made under the ``WriterLock``.
final class LogWriter: Sendable {
    private let queue: DatabaseQueue
    private let files: BusFiles
    private let checkpoints: WALCheckpointPlan
    let identity: LogID

    /// Opens the log, and creates it if there is none.
    init(_ files: BusFiles, walCheckpointBytes: Int) throws(BusError) {
        let isAlone = files.isWithoutWriteAheadLog
        try files.createDatabase()
        self.files = files
        let checkpoints = WALCheckpointPlan(bytes: walCheckpointBytes)
        self.checkpoints = checkpoints
        (queue, identity) = try translatingErrors(of: files) {
            var configuration = Configuration()
            configuration.label = "bus.writer"
            configuration.journalMode = .wal
            // Who takes bus.lock first never meets another writer; this is for an sqlite3 shell that does not.
            configuration.busyMode = .timeout(1)
            let queue = try DatabaseQueue(path: files.database, configuration: configuration)
            let identity = try queue.writeWithoutTransaction { db in
                // A commit does not wait for the disk, a WAL checkpoint does: ``Durability`` waits for the commits of several at once.
                try db.execute(sql: "PRAGMA synchronous = NORMAL")
                try db.execute(sql: "PRAGMA checkpoint_fullfsync = ON")
                // The id index takes its inserts at random places: 16 MB keep its upper levels at hand.
                try db.execute(sql: "PRAGMA cache_size = -16000")
                let isNew = try Schema.isEmpty(db)
                if isNew, isAlone { throw Self.withoutWriteAheadLog(files) }
                try Schema.prepare(db, file: files.database)
                // From its first moment on the file says which log it is, even if it is copied without its write-ahead log.
                if isNew { _ = try db.checkpoint(.truncate) }
                try checkpoints.observe(db)
                return try Schema.identity(db)
            }
            return (queue, identity)
        }
    }

    private static func withoutWriteAheadLog(_ files: BusFiles) -> BusError {
        BusError(
            .mismatch,
            """
            \(files.database) has no tables and no bus.db-wal beside it: it was copied without. Copy both, or restore a backup. \
            If this directory is new, remove the file
            """)
    }

    /// The newest position ever given.
    func last() throws(BusError) -> Position {
        try translatingErrors(of: files) { try queue.writeWithoutTransaction(lastPosition) }
    }

    /// Commits the batches in one transaction. Not durable yet, and not yet for readers: ``Durability`` sees to that.
    ///
    /// - Returns: The positions of each batch's messages, and the last position of all if there is anything new.
    func append(_ batches: [[Envelope]]) throws(BusError) -> (positions: [[Position]], last: Position, isNews: Bool) {
        try translatingErrors(of: files) {
            try queue.writeWithoutTransaction { db in
                var positions: [[Position]] = []
                var (before, last): (Position, Position) = (0, 0)
                try db.inCachedTransaction {
                    before = try lastPosition(db)
                    last = before
                    guard last < Self.positionLimit else { throw Self.endOfPositions(last, files) }
                    let rows = try MessageRowWriter(db)
                    for batch in batches { positions.append(try Self.insert(batch, rows, after: &last, db)) }
                }
                return (positions, last, last > before)
            }
        }
    }

    /// A million messages a second get there in 146,000 years. Who is beyond it wrote the log by hand.
    private static let positionLimit: Position = 1 << 62

    private static func endOfPositions(_ last: Position, _ files: BusFiles) -> BusError {
        BusError(
            .corrupt,
            """
            \(files.database) ends at position \(last), which no program that keeps to its format wrote; stop the services, keep a copy, and \
            remove that row: `sqlite3 bus.db "DELETE FROM messages WHERE position = \(last)"`
            """)
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

    /// Brings the table of publishers up to the end of the log. SQLite takes `id` from the row of the maximum
    /// (sqlite.org/lang_select.html, "bare columns in an aggregate query").
    private static func notePublishers(_ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO publishers SELECT source, max(position), id FROM messages
                WHERE position > (SELECT value FROM meta WHERE name = 'published') GROUP BY source
                ON CONFLICT (source) DO UPDATE SET position = excluded.position, id = excluded.id
                """
        ).execute()
        try db.cachedStatement(sql: "UPDATE meta SET value = max(value, ?) WHERE name = 'published'")
            .execute(arguments: [lastPosition(db)])
    }

    private static func knownPosition(of id: String, _ db: Database) throws -> Position {
        let statement = try db.cachedStatement(sql: "SELECT position FROM messages WHERE id = ?")
        guard let position = try Position.fetchOne(statement, arguments: [id]) else {
            throw BusError(.corrupt, "message \(id) is in an index of the log and not in the log; run `sqlite3 bus.db .recover`")
        }
        return position
    }

    var isWALCheckpointDue: Bool { checkpoints.isDue }
    var incompleteWALCheckpoints: Int { checkpoints.incomplete }

    /// Moves what lies in the write-ahead log into `bus.db` when there is much of it.
    func checkpointWALIfDue() {
        queue.writeWithoutTransaction(checkpoints.runIfDue)
    }

    /// Moves what can be moved, without waiting for anybody; only then a file gets shorter.
    func checkpointWALNow() {
        // What is not moved now is moved by the next one.
        queue.writeWithoutTransaction { db in _ = try? db.checkpoint(.passive) }
    }

    /// Moves all of the write-ahead log into `bus.db` and waits for the disk.
    func checkpointWAL() throws(BusError) {
        try translatingErrors(of: files) { try queue.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) } }
    }

    /// Records what a consumer needs no more. Advice: the next append's wait for the disk carries it there.
    func acknowledge(_ position: Position, by consumer: String) throws(BusError) {
        try translatingErrors(of: files) {
            try queue.write { db in
                try Self.notePublishers(db)
                try db.cachedStatement(
                    sql: """
                        INSERT INTO consumers (name, position, updated_at) VALUES (?, ?, ?)
                        ON CONFLICT (name) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at
                        """
                ).execute(arguments: [consumer, position, Date().microsecondsSince1970])
            }
        }
    }

    /// Forgets how far a consumer is. False if that was not known.
    func forget(_ consumer: String) throws(BusError) -> Bool {
        try translatingErrors(of: files) {
            try queue.writeWithoutTransaction { db in
                try db.execute(sql: "DELETE FROM consumers WHERE name = ?", arguments: [consumer])
                return db.changesCount == 1
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
                let end = min(bound, first.addingSaturating(count - 1))
                try Self.notePublishers(db)
                try db.execute(sql: "DELETE FROM messages WHERE position <= ?", arguments: [end])
                try db.execute(sql: "UPDATE meta SET value = max(value, ?) WHERE name = 'compacted'", arguments: [end])
                return (end, end == bound)
            }
        }
    }

    /// Gives pages at the end of the file back to the file system, at most so many, if more than a quarter of it is free.
    ///
    /// False if there is nothing more to give back. A file that was made before it could do so has to be rewritten once:
    /// `PRAGMA auto_vacuum = INCREMENTAL; VACUUM`.
    func giveBack(atMost pages: Int) throws(BusError) -> Bool {
        try translatingErrors(of: files) {
            try queue.writeWithoutTransaction { db in
                guard try Int.fetchOne(db, sql: "PRAGMA auto_vacuum") == Schema.incrementalVacuum,
                    let free = try Int.fetchOne(db, sql: "PRAGMA freelist_count"),
                    let all = try Int.fetchOne(db, sql: "PRAGMA page_count"), free > Self.freePages, free > all / 4
                else { return false }
                try db.execute(sql: "PRAGMA incremental_vacuum(\(pages))")
                return true
            }
        }
    }

    /// So many are kept for the next messages in any case: 4 MB.
    private static let freePages = 1024

    /// Closes the connection. If it is the last one of all processes, SQLite checkpoints: therefore under the lock.
    func close() throws(BusError) {
        try translatingErrors(of: files) { try queue.close() }
    }
}
