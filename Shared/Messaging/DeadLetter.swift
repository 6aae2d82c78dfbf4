public import EventBus
public import Foundation

/// A message that a service could not handle and that a person deals with.
public struct DeadLetter: Sendable, Hashable {
    /// Why it became one.
    public enum Reason: String, Sendable, Codable, CaseIterable {
        /// It does not keep to its contract; another try gives the same.
        case unreadable
        /// It failed at every try.
        case attemptsExhausted
        /// The service was made again from the log, and the log does not have what this message was about.
        case lost
    }

    /// Its state.
    public enum State: String, Sendable, Codable, CaseIterable {
        /// For a person. Nothing happens to it by itself.
        case waiting
        /// A person has asked for it to be tried again.
        case retrying
        /// It was tried again, perhaps corrected, and went through.
        case handled
        /// A person has decided that it is not to be handled.
        case discarded

        /// It is still to be dealt with.
        public var isOpen: Bool { self == .waiting || self == .retrying }
    }

    /// The position of the message in the log, which identifies the dead letter.
    public var position: Position
    /// The message, as it was last corrected.
    public var envelope: Envelope
    /// Its state.
    public var state: State
    /// Why it became one, the last time.
    public var reason: Reason
    /// How often it was tried, before the last time.
    public var attempts: Int
    /// Of the last try.
    public var error: String
    /// When it became a dead letter, for the last time.
    public var at: Date
}

/// Everything about a dead letter: what was tried and what people did.
public struct DeadLetterHistory: Sendable, Hashable {
    /// Its present value.
    public var letter: DeadLetter
    /// All tries, the oldest first.
    public var attempts: [FailedAttempt]
    /// What people did, the oldest first.
    public var interventions: [Intervention]
}
