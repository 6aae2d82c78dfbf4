import Dispatch
import Synchronization

/// A notifier inside one program: a semaphore that counts to one.
final class InMemoryNotifier: Notifier {
    private let semaphore = DispatchSemaphore(value: 0)
    /// Notified, and and not yet taken by a `wait`.
    private let isNotified = Mutex(false)

    func wait(atMost limit: Duration) {
        guard semaphore.wait(timeout: .now() + limit.inSeconds) == .success else { return }
        // A notification from here on finds `isNotified` false and signals again. One that came just before is answered by this return.
        isNotified.withLock { $0 = false }
    }

    func notify() {
        let isFirst = isNotified.withLock { isNotified in
            defer { isNotified = true }
            return !isNotified
        }
        if isFirst { semaphore.signal() }
    }
}
