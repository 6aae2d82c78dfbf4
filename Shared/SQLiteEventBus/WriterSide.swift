import EventBus
import Foundation
import Synchronization

/// Everything that changes the log, each under the writer lock and one thread at a time.
final class WriterSide: Sendable {
    private struct State {
        /// `nil` once closed.
        var log: LogWriter?
        /// What each consumer has said last through this bus, so that saying it again costs nothing.
        var acknowledged: [String: Position] = [:]
    }

    /// Messages removed in one go; between two the lock is free for others.
    private static let compactionStep: Position = 5_000

    private let lock: WriterLock
    private let lockWait: Duration
    private let state: Mutex<State>

    /// Opens the log, or creates it: under the lock, so that of several processes that start at once exactly one does.
    init(_ files: BusFiles, _ options: SQLiteEventBus.Options) throws(BusError) {
        let lock = try WriterLock(path: files.lock)
        self.lock = lock
        lockWait = options.lockWait
        let signal = try LogSignal(files)
        try lock.acquire(atMost: options.lockWait)
        defer { lock.release() }
        state = Mutex(State(log: try LogWriter(files, signal: signal, checkpointBytes: options.checkpointBytes)))
    }

    /// Leads one group commit: what has gathered in `appends` by the time the lock is ours goes into one transaction.
    func append(from appends: AppendQueue) {
        state.withLock { state in
            var group: [PendingAppend] = []
            do throws(BusError) {
                let log = try Self.open(state)
                try lock.acquire(atMost: lockWait)
                defer { lock.release() }
                group = appends.takeGroup()
                let positions = try log.append(group.map(\.batch))
                for (append, positions) in zip(group, positions) { append.resume(.done(.success(positions))) }
                log.checkpointIfDue()
            } catch {
                // Without the lock nobody has been taken out of the line yet: they all waited for it, and fail together.
                if group.isEmpty { group = appends.takeGroup() }
                for append in group { append.resume(.done(.failure(error))) }
            }
        }
    }

    func acknowledge(_ position: Position, by consumer: String) throws(BusError) {
        try withLog { (log, state) throws(BusError) in
            guard state.acknowledged[consumer] != position else { return }
            try lock.acquire(atMost: lockWait)
            defer { lock.release() }
            try log.acknowledge(position, by: consumer)
            state.acknowledged[consumer] = position
        }
    }

    func compact(upTo position: Position) throws(BusError) -> Position {
        while true {
            let step = try withLog { (log, _) throws(BusError) in
                try lock.acquire(atMost: lockWait)
                defer { lock.release() }
                defer { log.checkpointIfDue() }
                return try log.compact(upTo: position, atMost: Self.compactionStep)
            }
            if step.isDone { return step.reached }
        }
    }

    var synchronousMode: Int {
        get throws(BusError) { try withLog { (log, _) throws(BusError) in try log.synchronousMode } }
    }

    func close() {
        state.withLock { state in
            guard let log = state.log else { return }
            state.log = nil
            do throws(BusError) {
                try lock.acquire(atMost: lockWait)
                defer { lock.release() }
                try log.close()
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
