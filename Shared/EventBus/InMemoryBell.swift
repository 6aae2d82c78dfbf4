import Dispatch
import Synchronization

/// A bell inside one program: a semaphore that counts to one.
final class InMemoryBell: Bell {
    private let semaphore = DispatchSemaphore(value: 0)
    /// Rung, and the ring not yet taken by a `wait`.
    private let isRung = Mutex(false)

    func wait(atMost limit: Duration) {
        guard semaphore.wait(timeout: .now() + limit.inSeconds) == .success else { return }
        // A ring from here on finds `isRung` false and signals again. One that came just before is answered by this return.
        isRung.withLock { $0 = false }
    }

    func ring() {
        let isFirst = isRung.withLock { isRung in
            defer { isRung = true }
            return !isRung
        }
        if isFirst { semaphore.signal() }
    }
}
