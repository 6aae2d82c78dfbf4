import NIOCore
import Synchronization

/// The connections of a server on which no request is under way. When there is hardly room for another one, the one that has been idle for
/// longest is closed: connections that nobody uses keep nobody out, not even who asks `/health/live`.
final class IdleConnections: Sendable {
    private struct State {
        var open = 0
        /// Counts up: a smaller one has been idle for longer.
        var clock = 0
        var idle: [ObjectIdentifier: (since: Int, channel: any Channel)] = [:]
    }

    private let limit: Int
    private let state = Mutex(State())

    /// - Parameter limit: Connections that may be open before idle ones are closed.
    init(limit: Int) { self.limit = limit }

    func opened(_ channel: any Channel) {
        let longest: (any Channel)? = state.withLock { state in
            state.open += 1
            guard state.open > limit, let (key, value) = state.idle.min(by: { $0.value.since < $1.value.since }) else {
                return nil
            }
            state.idle[key] = nil
            return value.channel
        }
        longest?.close(promise: nil)
        becameIdle(channel)
    }

    func closed(_ channel: any Channel) {
        state.withLock { state in
            state.open -= 1
            state.idle[ObjectIdentifier(channel)] = nil
        }
    }

    /// The answer to its last request has been sent.
    func becameIdle(_ channel: any Channel) {
        state.withLock { state in
            state.clock += 1
            state.idle[ObjectIdentifier(channel)] = (state.clock, channel)
        }
    }

    /// A request has come.
    func becameBusy(_ channel: any Channel) { state.withLock { $0.idle[ObjectIdentifier(channel)] = nil } }
}
