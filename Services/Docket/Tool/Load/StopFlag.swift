import Synchronization

/// Says once that no new work shall begin, and wakes whoever sleeps until the next piece is due.
final class StopFlag: Sendable {
    private struct State {
        var isSet = false
        var sleeper: Task<Void, Never>?
    }
    private let state = Mutex(State())

    var isSet: Bool { state.withLock { $0.isSet } }

    func set() {
        state.withLock {
            $0.isSet = true
            $0.sleeper?.cancel()
        }
    }

    /// Returns at this instant, or as soon as the flag is set.
    func sleep(until instant: ContinuousClock.Instant) async {
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
