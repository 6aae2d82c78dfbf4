import GRDB
import GRDBSQLite
import Synchronization

/// When to move the write-ahead log into `bus.db`.
///
/// SQLite would do it by itself inside a commit; here it is done after the commit, when those who waited for it have gone on.
///
/// It never waits: who holds the writer lock would let all other writers wait for one reader. What a reader still needs stays in the
/// write-ahead log, which grows meanwhile; when all of it has been moved, SQLite begins it anew at its start, in the same blocks of the disk,
/// and cuts off what is beyond twice the usual size.
final class WALCheckpointPlan: Sendable {
    private struct State {
        /// Pages in the write-ahead log after the last commit of this process.
        var pages = 0
        /// Try again when there are so many.
        var due: Int
        /// WAL checkpoints that could not move everything.
        var incomplete = 0
    }

    private static let pageSize = 4096

    private let interval: Int
    private let state: Mutex<State>

    init(bytes: Int) {
        interval = max(1, bytes / Self.pageSize)
        state = Mutex(State(due: max(1, bytes / Self.pageSize)))
    }

    /// WAL checkpoints of this process that could not move everything, for a reader or for want of room.
    var incomplete: Int { state.withLock(\.incomplete) }

    /// Turns SQLite's automatic WAL checkpoints off for the connection, and learns the size after each of its commits.
    ///
    /// The plan must outlive the connection.
    func observe(_ db: Database) throws {
        try db.execute(sql: "PRAGMA wal_autocheckpoint = 0")
        try db.execute(sql: "PRAGMA journal_size_limit = \(2 * interval * Self.pageSize)")
        sqlite3_wal_hook(
            db.sqliteConnection,
            { context, _, _, pages in
                if let context {
                    Unmanaged<WALCheckpointPlan>.fromOpaque(context).takeUnretainedValue().committed(pages: Int(pages))
                }
                return SQLITE_OK
            },
            Unmanaged.passUnretained(self).toOpaque())
    }

    private func committed(pages: Int) {
        state.withLock { state in
            // Fewer than before: SQLite has begun the log anew.
            if pages < state.pages { state.due = interval }
            state.pages = pages
        }
    }

    var isDue: Bool { state.withLock { $0.pages >= $0.due } }

    func runIfDue(_ db: Database) {
        guard isDue else { return }
        // One that fails loses nothing: the write-ahead log stays and the next one goes on. The append itself has succeeded, so no caller
        // needs the error.
        let result = try? db.checkpoint(.passive)
        let isComplete = result.map { $0.checkpointedFrameCount == $0.walFrameCount } ?? false
        state.withLock { state in
            state.due = state.pages + (isComplete ? interval : max(1, interval / 8))
            if !isComplete { state.incomplete += 1 }
        }
    }
}
