import Synchronization

/// A counting semaphore for tasks: at most so many hold a slot at once. One taker, many that give back.
final class Slots: Sendable {
    private struct State {
        var free: Int
        var waiting: CheckedContinuation<Void, Never>?
    }
    private let state: Mutex<State>

    init(_ count: Int) {
        state = Mutex(State(free: count))
    }

    /// Waits for a free slot.
    func take() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                if state.free > 0 {
                    state.free -= 1
                    return true
                }
                state.waiting = continuation
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    func giveBack() {
        let waiting = state.withLock { state in
            guard let waiting = state.waiting else {
                state.free += 1
                return CheckedContinuation<Void, Never>?.none
            }
            state.waiting = nil
            return waiting
        }
        waiting?.resume()
    }
}
