import Synchronization

/// Set once when no new work shall begin; wakes those who sleep until the next piece is due.
package final class StopFlag: Sendable {
    private struct State {
        var isSet = false
        var sleeper: Task<Void, Never>?
    }
    private let state = Mutex(State())

    package init() {}

    package var isSet: Bool { state.withLock { $0.isSet } }

    package func set() {
        state.withLock {
            $0.isSet = true
            $0.sleeper?.cancel()
        }
    }

    /// Returns at this instant, or as soon as the flag is set.
    package func sleep(until instant: ContinuousClock.Instant) async {
        let sleeper = state.withLock { state -> Task<Void, Never>? in
            guard !state.isSet else { return nil }
            // Cancelled by `set()` only.
            let task = Task<Void, Never> { _ = try? await Task.sleep(until: instant, clock: .continuous) }
            state.sleeper = task
            return task
        }
        await sleeper?.value
    }
}
