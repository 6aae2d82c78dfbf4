public import Decisions
public import EventBus
public import Foundation

/// Looks up what a notice leaves out: the message that says the same in full.
///
/// It is asked before the step's transaction, for all notices of the batch at once, because the source of the details may be slow
/// or away: no transaction waits for a network. The handler then gets the full message, as if that had come over the bus.
public protocol DetailSource: Sendable {
    /// Until when not to ask; `nil` if now is a good time.
    func closed(at now: Date) -> Date?

    /// Asks for the details of these messages, within a bounded time.
    ///
    /// - Returns: An answer by message id. A message without one waits and is asked for again at once.
    func details(of notices: [Envelope], at now: Date) -> [String: DetailAnswer]
}

/// What came of asking for the details of one notice.
public enum DetailAnswer: Sendable {
    /// The message with all that the notice left out.
    case full(any Message)
    /// The source could not be asked. No fault of the message: it waits, no try is counted, and the details are asked for again then.
    case unavailable(until: Date, because: String)
    /// There was an answer and it is of no use: a failed try, as when handling fails.
    case failed(any Error)
}

/// A ``DetailSource`` that is a function: for simulations and tests, which ask within their own process.
public struct DetailFunction: DetailSource {
    private let ask: @Sendable (Envelope, Date) -> DetailAnswer

    public init(_ ask: @escaping @Sendable (Envelope, Date) -> DetailAnswer) { self.ask = ask }

    public func closed(at now: Date) -> Date? { nil }

    public func details(of notices: [Envelope], at now: Date) -> [String: DetailAnswer] {
        Dictionary(notices.map { ($0.id, ask($0, now)) }, uniquingKeysWith: { first, _ in first })
    }
}

/// The answers one step goes into its transaction with.
struct Prefetched {
    /// The details are not there yet; the message waits until then.
    struct Missing: Error {
        var until: Date
        var reason: String
    }

    var answers: [String: DetailAnswer] = [:]

    /// The message in full.
    ///
    /// - Throws: ``Missing``, or what was wrong with the answer.
    func full(_ envelope: Envelope, at now: Date) throws -> any Message {
        switch answers[envelope.id] {
        case .full(let message): return message
        case .unavailable(let until, let reason): throw Missing(until: until, reason: reason)
        case .failed(let error): throw error
        // It became due within this step, behind another of its subject. The next step asks.
        case nil: throw Missing(until: now, reason: "its details have not been asked for yet")
        }
    }
}
