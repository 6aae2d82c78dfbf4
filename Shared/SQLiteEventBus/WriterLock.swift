import Dispatch
package import EventBus
import Foundation
import Synchronization

/// The right to write the log, one process at a time: an `flock` on `bus.lock`, waited for within a bound.
///
/// It exists because SQLite before 3.51.3 can corrupt a write-ahead log that two processes write or checkpoint at the same moment
/// (sqlite.org/wal.html, "the WAL-reset bug"), and because SQLite's own way to wait sleeps between tries.
///
/// `flock` knows no timeout. So the first try does not block, and when another process has the lock, a thread kept for that blocks in
/// our place while we wait for it with a timeout: the kernel wakes us at once, nothing polls. A caller that gives up leaves the thread
/// blocked; a later call waits for the same one, and if it gets the lock when no caller waits any more it releases it immediately.
///
/// Threads of one process take turns before they come here: ``acquire(atMost:)`` is for one thread at a time.
package final class WriterLock: Sendable {
    private let waiter: LockWaiter
    private let path: String
    /// An `flock` belongs to the open file, so each bus opens its own: two of them in one process exclude each other as well.
    private let descriptor: Int32

    package init(path: String) throws(BusError) {
        self.path = path
        descriptor = open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { throw .posix("cannot open \(path)") }
        waiter = LockWaiter(descriptor)
    }

    deinit { waiter.end() }

    /// Takes the lock, or fails with ``BusError/Code/locked`` after `limit`, naming the holder.
    package func acquire(atMost limit: Duration) throws(BusError) {
        guard try tryAtOnce() || waiter.wait(atMost: limit) else {
            let advice = LockHolder(descriptor: descriptor)?.advice ?? "nothing says who holds it"
            throw BusError(.locked, "waited \(limit) for the writer lock \(path): \(advice)")
        }
        // Only for the error message above; that it may fail to be written is no reason to fail.
        _ = pwrite(descriptor, LockHolder.ownRecord, LockHolder.ownRecord.count, 0)
    }

    package func release() { flock(descriptor, LOCK_UN) }

    private func tryAtOnce() throws(BusError) -> Bool {
        // While the waiter is blocked on the same open file, getting the lock here would wake it with the lock as well.
        guard !waiter.isBlocked else { return false }
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            if errno == EWOULDBLOCK { return false }
            guard errno == EINTR else { throw .posix("cannot lock \(path)") }
        }
        return true
    }
}

/// A thread that blocks in `flock` for a caller that waits with a timeout. Started with the first wait and kept: at a steady load a
/// third of all appends have to wait, and a thread each time cost more than the wait.
private final class LockWaiter: Sendable {
    private enum Task {
        case none
        /// Blocked, or about to be, for a caller that waits.
        case waiting
        /// Blocked, and its caller has given up.
        case abandoned
        case end
    }

    private struct State {
        var task = Task.none
        var hasThread = false
    }

    private let descriptor: Int32
    private let state = Mutex(State())
    private let asked = DispatchSemaphore(value: 0)
    private let acquired = DispatchSemaphore(value: 0)

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    var isBlocked: Bool { state.withLock { $0.task != .none } }

    func wait(atMost limit: Duration) -> Bool {
        ask()
        if acquired.wait(timeout: .now() + limit.inSeconds) == .success { return true }
        let gaveUp = state.withLock { state in
            guard state.task == .waiting else { return false }
            state.task = .abandoned
            return true
        }
        // It got the lock in the moment between.
        if !gaveUp { acquired.wait() }
        return !gaveUp
    }

    private func ask() {
        let (mustStart, mustAsk) = state.withLock { state in
            defer { (state.task, state.hasThread) = (.waiting, true) }
            return (!state.hasThread, state.task == .none)
        }
        if mustStart { Thread.detachNewThread { self.run() } }
        if mustAsk { asked.signal() }
    }

    /// Ends the thread and closes the file. A thread that is blocked does so when it gets the lock.
    func end() {
        let (hasThread, wasIdle) = state.withLock { state in
            defer { state.task = .end }
            return (state.hasThread, state.task == .none)
        }
        if !hasThread { close(descriptor) } else if wasIdle { asked.signal() }
    }

    private func run() {
        while true {
            asked.wait()
            // Interrupted by a signal is the only way to fail here: the descriptor is ours, and open until this ends.
            if state.withLock({ $0.task != .end }) { while flock(descriptor, LOCK_EX) != 0 {} }
            let isEnd = state.withLock { state in
                switch state.task {
                case .end: return true
                case .waiting: acquired.signal()
                case .abandoned, .none: flock(descriptor, LOCK_UN)
                }
                state.task = .none
                return false
            }
            guard !isEnd else {
                close(descriptor)
                return
            }
        }
    }
}
