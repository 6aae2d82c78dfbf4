/// What a pure decision comes to: a value, nothing has happened yet.
///
/// A decision is a function `(command or event, state, now) -> Decision`, with no clock, randomness, store or network in it.
/// The service around it saves the change, sends what is published and sets the timeout, in one transaction.
public enum Decision<Change> {
    /// Something changes; these messages are published about it, and the subject's timeout is set or ended.
    case advance(Change, publish: [any Message] = [], timeout: Timeout = .keep)
    /// Nothing changes and nothing is wrong: a repeat, a late answer. What is published (if anything) was published before.
    case ignore(because: String, publish: [any Message] = [])
    /// Not allowed. A caller over HTTP gets an error, a message ends here, handled.
    case refuse(Refusal)
}

extension Decision: Equatable where Change: Equatable {
    public static func == (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.advance(let change, let messages, let timeout), .advance(let other, let others, let otherTimeout)):
            change == other && messages.areEqual(to: others) && timeout == otherTimeout
        case (.ignore(let reason, let messages), .ignore(let other, let others)):
            reason == other && messages.areEqual(to: others)
        case (.refuse(let refusal), .refuse(let other)): refusal == other
        case (.advance, _), (.ignore, _), (.refuse, _): false
        }
    }
}

extension [any Message] {
    /// True if both are the same messages, in the same order.
    public func areEqual(to others: Self) -> Bool {
        count == others.count && zip(self, others).allSatisfy { $0.isEqual(to: $1) }
    }
}

extension Decision: Sendable where Change: Sendable {}

/// Why something may not be done: shown to the caller.
public struct Refusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of refusal, by what the caller can do about them.
    public enum Code: String, Sendable {
        /// The state does not allow it (any more).
        case conflict
        /// It has changed since the caller looked at it.
        case stale
        /// There is no such thing.
        case notFound
        /// The request makes no sense in any state.
        case invalid
    }

    /// What kind of refusal it is.
    public var code: Code
    /// For people.
    public var reason: String

    public init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }

    public var description: String { reason }
}

/// What happens to the one timeout a subject has in a service: when no answer comes in time, it fires.
public enum Timeout: Hashable, Sendable {
    case keep
    case end
    /// Fires after this many seconds unless set again or ended before. `attempt` counts how often it has been set for
    /// the same step and comes back when it fires.
    case set(seconds: Double, attempt: Int)
}

/// How long to wait for an answer, how often to ask again, and how long a repeated compensation backs off at most.
public struct TimeoutPolicy: Hashable, Sendable {
    /// Seconds to wait for the answer to a step.
    public var stepTimeout: Double
    /// How often a step is asked again before it is given up.
    public var repeats: Int

    public init(stepTimeout: Double = 10, repeats: Int = 2) {
        self.stepTimeout = stepTimeout
        self.repeats = repeats
    }

    /// Seconds until a timeout fires that was set `attempt` times before: doubled each time, at most 64 times the step timeout.
    public func delay(attempt: Int) -> Double {
        stepTimeout * Double(1 << min(max(attempt, 0), 6))
    }
}
