import CompactJSON
public import Decisions
import EventBus
public import Foundation
public import GRDB

/// What a handler may use while it handles one message, one call or one timeout: valid only until it returns.
///
/// Everything it does is part of the step's transaction: what it publishes goes to the outbox, what it sets is durable when the step
/// commits, and nothing of it is seen outside if the handler throws.
public final class Context {
    /// The service's own database, in the step's transaction.
    public let db: Database
    /// The time of the step. Decisions take their time from here.
    public let now: Date
    /// Where this work comes from. A call from outside learns the mode only when it has loaded what it is about, so this can be set.
    public var origin: Origin

    let service: String
    let environment: ProcessEnvironment
    /// True while a command from the bus is handled: its sender waits for an answer.
    private let isAnswerable: Bool
    private let check: MessageCheck?
    /// Where what is published goes when a log is replayed: nothing is written to the outbox, no timeout is set. `nil` in a step.
    private let rehearsal: Rehearsal?
    private(set) var published: [Outbox.Row] = []
    private(set) var earliestTimeout: Date?
    /// A call has put messages among those that are to be tried again.
    var retryQueueChanged = false
    private(set) var outcome = Outcome.advanced
    /// The span of this handling; every message published in it names it as its parent.
    private lazy var span = spanOfThisHandling()

    init(
        db: Database, now: Date, origin: Origin, service: String, environment: ProcessEnvironment, isAnswerable: Bool = false,
        check: MessageCheck? = nil, rehearsal: Rehearsal? = nil
    ) {
        self.db = db
        self.now = now
        self.origin = origin
        self.service = service
        self.environment = environment
        self.isAnswerable = isAnswerable
        self.check = check
        self.rehearsal = rehearsal
    }

    /// Publishes a message: it leaves by the outbox when the step has committed. Returns its id.
    ///
    /// - Parameters:
    ///   - id: The id of an earlier message to publish the same one again; the bus takes it only if it never had it.
    ///   - time: When what it tells of happened; the time of the step if it happened in it. A message that is published again has the time
    ///     of the first, because either of the two may be the one that the bus takes.
    @discardableResult
    public func publish(_ message: any Message, id: String? = nil, time: Date? = nil) throws -> String {
        if let rehearsal {
            rehearsal.published.append((message, id))
            return id ?? ""
        }
        let type = type(of: message)
        let envelope = Envelope(
            id: id ?? environment.messageID(at: now), source: "/\(service)", type: type.name,
            subject: message.subject, time: time ?? now, schemaVersion: type.version, correlationID: origin.correlationID,
            causationID: origin.causationID, mode: origin.mode.rawValue, partitionKey: message.subject,
            traceparent: span, data: try MessageCoding.encode(message))
        if let check { try check.check(envelope) }
        published.append(try Outbox.add(envelope, in: db))
        return envelope.id
    }

    /// While a log is replayed: the service's state, in memory in place of its tables. `nil` in a step.
    public func rebuilt<State: RebuiltState>(_ type: State.Type) -> State? { rehearsal?.state as? State }

    /// Carries a decision out: saves the change, publishes what is to be published, sets or ends the subject's timeout.
    ///
    /// - Parameters:
    ///   - id: The id of a message that is published again under the same one; `nil` gives it a new one.
    ///   - time: When what the messages tell of happened, if not in this step.
    /// - Returns: The refusal if it was one; a call from outside throws it on, a message is done with it.
    @discardableResult
    public func carryOut<Change>(
        _ decision: Decision<Change>, about subject: String, id: (any Message) -> String? = { _ in nil }, time: Date? = nil,
        save: (Change) throws -> Void
    ) throws -> Refusal? {
        switch decision {
        case .advance(let change, let messages, let timeout):
            try save(change)
            for message in messages { try publish(message, id: id(message), time: time) }
            try set(timeout, for: subject)
        case .ignore(let reason, let answers):
            outcome = .ignored(reason)
            // The sender of a repeated command waits for an answer and gets the same one again. An event has no answer.
            if isAnswerable { for answer in answers { try publish(answer) } }
        case .refuse(let refusal):
            outcome = .refused(refusal.reason)
            return refusal
        }
        return nil
    }

    /// Sets or ends the timeout of a subject.
    public func set(_ timeout: Timeout, for subject: String) throws {
        if let rehearsal {
            rehearsal.timeouts.append((subject, timeout))
            return
        }
        switch timeout {
        case .keep: break
        case .end: try Timers.end(subject, in: db)
        case .set(let seconds, let attempt):
            let due = now.addingTimeInterval(seconds)
            try Timers.set(Timers.Timer(subject: subject, due: due, setAt: now, attempt: attempt, origin: origin), in: db)
            earliestTimeout = min(earliestTimeout ?? due, due)
        }
    }

    /// Makes what follows part of the conversation that the subject's timeout belongs to, if it has one.
    ///
    /// For a call that does what the timeout would have done.
    public func joinConversation(of subject: String) throws {
        if let timer = try Timers.find(subject, in: db) { origin = timer.origin }
    }

    /// Says in the log why nothing was done. For handlers that find nothing to decide.
    public func ignore(because reason: String) {
        outcome = .ignored(reason)
    }

    private func spanOfThisHandling() -> String {
        var random = environment.generator
        return (TraceParent(origin.trace)?.child(using: &random) ?? TraceParent(using: &random)).description
    }
}

/// What came of handling one message, one call or one timeout.
enum Outcome: Sendable, Hashable {
    case advanced
    case ignored(String)
    case refused(String)
    /// The inbox had it already.
    case duplicate
    /// Another message of the same subject is being retried; this one waits behind it.
    case waiting
    /// It is a notification, and the source of its details cannot be asked; it is tried again later.
    case withoutDetails(String)
    case failed(String)
    case deadLettered(String)

    /// The value of the metric's label `outcome`.
    var label: String {
        switch self {
        case .advanced: "advanced"
        case .ignored: "ignored"
        case .refused: "refused"
        case .duplicate: "duplicate"
        case .waiting: "waiting"
        case .withoutDetails: "without_details"
        case .failed: "failed"
        case .deadLettered: "dead_lettered"
        }
    }

    var reason: String? {
        switch self {
        case .advanced, .duplicate, .waiting: nil
        case .ignored(let reason), .refused(let reason), .withoutDetails(let reason), .failed(let reason),
            .deadLettered(let reason):
            reason
        }
    }
}
