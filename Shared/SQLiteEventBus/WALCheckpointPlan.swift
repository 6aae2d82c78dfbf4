import GRDB
import GRDBSQLite
import Synchronization

/// When to move the write-ahead log into `bus.db`.
///
/// SQLite would do it by itself inside a commit; here it is done after the commit, when those who waited for it have gone on.
final class WALCheckpointPlan: Sendable {
    private struct State {
        /// Pages in the write-ahead log after the last commit of this process.
        var pages = 0
        /// Try again when there are so many. A reader in the middle of something can keep a WAL checkpoint from finishing.
        var due: Int
    }

    private static let pageSize = 4096
    /// At so many times the usual size, wait for the readers instead of working around them: the log must not grow without end.
    private static let timeouts = 8

    private let interval: Int
    private let state: Mutex<State>

    init(bytes: Int) {
        interval = max(1, bytes / Self.pageSize)
        state = Mutex(State(due: max(1, bytes / Self.pageSize)))
    }

    /// Turns SQLite's automatic WAL checkpoints off for the connection, and learns the size after each of its commits.
    ///
    /// The plan must outlive the connection.
    func observe(_ db: Database) throws {
        try db.execute(sql: "PRAGMA wal_autocheckpoint = 0")
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
        let (isDue, isLarge) = state.withLock { ($0.pages >= $0.due, $0.pages >= interval * Self.timeouts) }
        guard isDue else { return }
        // A WAL checkpoint that fails, for a reader or for want of room, loses nothing: the write-ahead log stays and the next
        // one goes on. The append itself has succeeded, so no caller needs the error.
        _ = try? db.checkpoint(isLarge ? .truncate : .passive)
        state.withLock { $0.due = $0.pages + interval }
    }
}
