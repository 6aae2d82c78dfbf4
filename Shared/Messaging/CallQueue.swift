import Synchronization

/// Calls from outside (HTTP) that wait for the next step: all that wait together are committed together.
final class CallQueue: Sendable {
    /// A call with its typed answer hidden inside.
    struct Command: Sendable {
        var origin: Origin
        /// What the log and the metrics call it.
        var name: String
        /// Runs in the step's transaction. What it returns gives the caller the answer, once the step has committed.
        var run: @Sendable (Context) throws -> @Sendable () -> Void
        /// Fails the call: nothing was done, and why.
        var fail: @Sendable (any Error) -> Void
    }

    private struct State {
        var waiting: [Command] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let capacity: Int

    init(capacity: Int) {
        self.capacity = capacity
    }

    func add(_ command: Command) throws {
        try state.withLock { state in
            guard !state.isClosed else { throw ProcessorUnavailable.stopping }
            guard state.waiting.count < capacity else { throw ProcessorUnavailable.overloaded }
            state.waiting.append(command)
        }
    }

    /// Takes up to `limit` of those that have waited longest.
    func take(_ limit: Int) -> [Command] {
        state.withLock { state in
            let taken = Array(state.waiting.prefix(limit))
            state.waiting.removeFirst(taken.count)
            return taken
        }
    }

    var isEmpty: Bool { state.withLock { $0.waiting.isEmpty } }

    /// Takes no more calls and fails those that wait.
    func close() {
        let left = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for command in left { command.fail(ProcessorUnavailable.stopping) }
    }
}

/// The call was not done and can be repeated later, or elsewhere.
public enum ProcessorUnavailable: String, Error, Sendable {
    case stopping = "the service is stopping"
    case overloaded = "too many requests are waiting; try again in a moment"
    case cannotWrite = "the service cannot write to its disk at the moment"
}
