import EventBus
import Foundation
import Synchronization

/// Everything that changes the log, each under the writer lock and one thread at a time.
final class WriterSide: Sendable {
    private struct State {
        /// `nil` once closed.
        var log: LogWriter?
        /// What each consumer has acknowledged last through this bus, so that a repeat costs nothing.
        var acknowledged: [String: Position] = [:]
    }

    /// Messages removed in one go; between two the lock is free for others.
    private static let compactionStep: Position = 5_000
    /// Pages given back in one go.
    private static let pagesGivenBack = 512

    private let lock: WriterLock
    private let lockWait: Duration
    private let state: Mutex<State>
    private let signal: LogSignal
    private let files: BusFiles
    /// The log that was opened, whatever has its name now.
    private let file: FileIdentity?
    let durability: Durability

    /// Opens the log, or creates it: under the lock, so that of several processes that start at once exactly one does.
    init(_ files: BusFiles, _ options: SQLiteEventBus.Options) throws(BusError) {
        let lock = try WriterLock(path: files.lock)
        self.lock = lock
        lockWait = options.lockWait
        self.files = files
        signal = try LogSignal(files)
        let mark = try DurableMark(files, isWritable: true)
        try lock.acquire(atMost: options.lockWait)
        defer { lock.release() }
        try mark.checkIsThere(files)
        let log = try LogWriter(files, walCheckpointBytes: options.walCheckpointBytes)
        durability = Durability(mark: mark, isWritable: true, sync: try files.makeSync(options.sync))
        state = Mutex(State(log: log))
        file = files.databaseFile
        // Makes up for a writer that was killed between its commit, the disk and the notifier.
        let last = try log.last()
        try durability.begin(at: last, of: log.identity, in: files)
        signal.announceToAll(last)
    }

    /// Leads one group commit: what has gathered in `appends` by the time the lock is ours goes into one transaction. The disk is
    /// waited for when the lock is free again, and only then they return.
    func append(from appends: AppendQueue) {
        state.withLock { state in
            var group: [PendingAppend] = []
            do throws(BusError) {
                let log = try Self.open(state)
                let appended = try withLock { () throws(BusError) in
                    try checkStillThere()
                    if durability.hasFailed { try mend(log) }
                    group = appends.takeGroup()
                    return try log.append(group.map(\.batch))
                }
                try durability.secure(appended.last)
                if appended.isNews { signal.announce(appended.last, group.lazy.flatMap(\.batch)) }
                for (append, positions) in zip(group, appended.positions) { append.resume(.done(.success(positions))) }
                checkpointWALIfDue(log)
            } catch {
                // Without the lock no batch has been taken out of the queue yet: they all waited for it, and fail together.
                if group.isEmpty { group = appends.takeGroup() }
                for append in group { append.resume(.done(.failure(error))) }
            }
        }
    }

    private func checkpointWALIfDue(_ log: LogWriter) {
        guard log.isWALCheckpointDue else { return }
        // The process that holds the lock for so long can do it as well; the appends are done.
        try? withLock { () throws(BusError) in log.checkpointWALIfDue() }
    }

    /// After the disk has refused, only what is written anew can be relied on.
    private func mend(_ log: LogWriter) throws(BusError) {
        try log.checkpointWAL()
        durability.hasBeenMended()
    }

    private func withLock<Value>(_ body: () throws(BusError) -> Value) throws(BusError) -> Value {
        try lock.acquire(atMost: lockWait)
        defer { lock.release() }
        return try body()
    }

    func acknowledge(_ position: Position, by consumer: String) throws(BusError) {
        try withLog { (log, state) throws(BusError) in
            guard state.acknowledged[consumer] != position else { return }
            try withLock { () throws(BusError) in
                try checkStillThere()
                try log.acknowledge(position, by: consumer)
            }
            state.acknowledged[consumer] = position
        }
    }

    func forget(_ consumer: String) throws(BusError) -> Bool {
        try withLog { (log, state) throws(BusError) in
            state.acknowledged[consumer] = nil
            return try withLock { () throws(BusError) in try log.forget(consumer) }
        }
    }

    func compact(upTo position: Position) throws(BusError) -> Position {
        while true {
            let step = try withLog { (log, _) throws(BusError) in
                try withLock { () throws(BusError) in
                    defer { log.checkpointWALIfDue() }
                    return try log.compact(upTo: position, atMost: Self.compactionStep)
                }
            }
            if step.isDone {
                try giveBackSpace()
                return step.reached
            }
        }
    }

    /// A little at a time, for the same reason.
    private func giveBackSpace() throws(BusError) {
        var hasMore = true
        while hasMore {
            hasMore = try withLog { (log, _) throws(BusError) in
                try withLock { () throws(BusError) in
                    defer { log.checkpointWALIfDue() }
                    return try log.giveBack(atMost: Self.pagesGivenBack)
                }
            }
        }
        try withLog { (log, _) throws(BusError) in try withLock { () throws(BusError) in log.checkpointWALNow() } }
    }

    var incompleteWALCheckpoints: Int { state.withLock { $0.log?.incompleteWALCheckpoints ?? 0 } }

    /// - Throws: ``BusError/Code/mismatch`` if the log is no longer where it was, or another file is.
    func checkStillThere() throws(BusError) {
        guard files.databaseFile != file else { return }
        throw BusError(
            .mismatch,
            """
            \(files.database) was removed or replaced while it was in use: stop all services, and restore all files together \
            from a backup
            """)
    }

    func close() {
        state.withLock { state in
            guard let log = state.log else { return }
            state.log = nil
            do throws(BusError) {
                try withLock { () throws(BusError) in try log.close() }
            } catch {
                // Closing the last connection checkpoints, which is not ours to do without the lock. So leave it open to the
                // end of the process, as a crash would: the write-ahead log holds everything.
                _ = Unmanaged.passRetained(log)
            }
        }
    }

    private func withLog<Value>(
        _ body: (LogWriter, inout State) throws(BusError) -> Value
    ) throws(BusError) -> Value {
        try state.withLock { state throws(BusError) in try body(Self.open(state), &state) }
    }

    private static func open(_ state: State) throws(BusError) -> LogWriter {
        guard let log = state.log else { throw .closed }
        return log
    }
}
