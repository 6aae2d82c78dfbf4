public import Contracts

/// What a pure decision comes to: a value, nothing has happened yet.
///
/// A decision is a function `(command or event, state, now) -> Decision`, with no clock, randomness, store or network in it.
/// The service around it saves the change, sends what is published and sets the timeout, in one transaction.
public enum Decision<Change> {
    /// Something changes; these messages are published about it, and the order's timeout is set or ended.
    case advance(Change, publish: [Message] = [], timeout: Timeout = .keep)
    /// Nothing changes and nothing is wrong: a repeat, a late answer. What is published (if anything) was published before.
    case ignore(because: String, publish: [Message] = [])
    /// Not allowed. A caller over HTTP is told so, a message ends here, handled.
    case refuse(Refusal)
}

extension Decision: Equatable where Change: Equatable {}
extension Decision: Sendable where Change: Sendable {}

/// Why something may not be done: shown to whoever asked.
public struct Refusal: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// The state does not allow it (any more).
        case conflict
        /// It has changed since whoever asked looked at it.
        case stale
        /// There is no such thing.
        case notFound
        /// The request makes no sense in any state.
        case invalid
    }

    public var code: Code
    public var reason: String

    public init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }

    public var description: String { reason }
}

/// What happens to the one timeout an order has in a service: when no answer comes in time, it fires.
public enum Timeout: Hashable, Sendable {
    case keep
    case end
    /// Fires after this many seconds unless set again or ended before. `attempt` counts how often it has been set for
    /// the same step and comes back when it fires.
    case set(seconds: Double, attempt: Int)
}
