import Dispatch
package import EventBus
import Foundation
import Synchronization

/// The right to write the log, one process at a time: an `flock` on `bus.lock`, waited for within a bound.
///
/// It exists because SQLite before 3.51.3 can corrupt a write-ahead log that two processes write or checkpoint at the same moment
/// (sqlite.org/wal.html, "the WAL-reset bug"), and because SQLite's own way to wait sleeps between tries.
///
/// `flock` knows no timeout. So the first try does not block, and when somebody else has the lock, a thread blocks in our place
/// while we wait for it with a timeout: the kernel wakes us at once, nothing polls. Whoever gives up leaves the thread behind; a
/// later call waits for the same one, and if it gets the lock with nobody waiting it lets go at once.
///
/// Threads of one process take turns before they come here: ``acquire(atMost:)`` is for one thread at a time.
package final class WriterLock: Sendable {
    private enum Helper {
        case none
        /// Blocked in `flock` for somebody who waits.
        case waiting
        /// Blocked in `flock`, and whoever started it has given up.
        case abandoned
    }

    private let path: String
    /// An `flock` belongs to the open file, so each bus opens its own: two of them in one process exclude each other as well.
    private let descriptor: Int32
    private let helper = Mutex(Helper.none)
    private let acquired = DispatchSemaphore(value: 0)

    package init(path: String) throws(BusError) {
        self.path = path
        descriptor = open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { throw .posix("cannot open \(path)") }
    }

    deinit { close(descriptor) }

    /// Takes the lock, or fails with ``BusError/Code/locked`` after `limit`, naming the holder.
    package func acquire(atMost limit: Duration) throws(BusError) {
        guard try tryAtOnce() || wait(atMost: limit) else {
            let advice = LockHolder(descriptor: descriptor)?.advice ?? "nothing says who holds it"
            throw BusError(.locked, "waited \(limit) for the writer lock \(path): \(advice)")
        }
        // Only for the error message above; that it may fail to be written is no reason to fail.
        _ = pwrite(descriptor, LockHolder.ownRecord, LockHolder.ownRecord.count, 0)
    }

    package func release() { flock(descriptor, LOCK_UN) }

    private func tryAtOnce() throws(BusError) -> Bool {
        // While a helper is blocked on the same open file, getting the lock here would wake it with the lock as well.
        guard helper.withLock({ $0 == .none }) else { return false }
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            if errno == EWOULDBLOCK { return false }
            guard errno == EINTR else { throw .posix("cannot lock \(path)") }
        }
        return true
    }

    private func wait(atMost limit: Duration) -> Bool {
        let mustStart = helper.withLock { helper in
            defer { helper = .waiting }
            return helper == .none
        }
        if mustStart { Thread.detachNewThread { self.block() } }
        if acquired.wait(timeout: .now() + limit.inSeconds) == .success { return true }
        let gaveUp = helper.withLock { helper in
            guard helper == .waiting else { return false }
            helper = .abandoned
            return true
        }
        // It got the lock in the moment between.
        if !gaveUp { acquired.wait() }
        return !gaveUp
    }

    private func block() {
        // Interrupted by a signal is the only way to fail here: the descriptor is ours, and open as long as `self` is.
        while flock(descriptor, LOCK_EX) != 0 {}
        helper.withLock { helper in
            if helper == .waiting { acquired.signal() } else { release() }
            helper = .none
        }
    }
}
