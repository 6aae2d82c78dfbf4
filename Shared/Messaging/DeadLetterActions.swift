public import Decisions
public import EventBus
public import Foundation
import GRDB

/// What a person can do about dead letters. Each function is part of a call's transaction (``CallPort``) and leaves its record there.
///
/// A letter that is tried again has all its tries before it, and while it is being tried, later messages of the same subject wait
/// behind it as behind any other. Repeating an action that has its effect already changes nothing and adds no record.
public enum DeadLetterActions {
    /// Letters that one call tries again at most.
    public static let bulkLimit = 1_000

    /// A corrected copy of a message. What is `nil` stays as it is.
    public struct Correction: Sendable, Hashable {
        /// JSON of the message's type.
        public var data: Data
        /// The version that the corrected data has.
        public var schemaVersion: Int?
        /// For a message that names none that is known.
        public var mode: CoordinationMode?

        public init(data: Data, schemaVersion: Int? = nil, mode: CoordinationMode? = nil) {
            self.data = data
            self.schemaVersion = schemaVersion
            self.mode = mode
        }
    }

    /// Has the letter tried again, as it is.
    ///
    /// - Throws: ``Refusal`` if there is no such letter.
    public static func retry(_ position: Position, by signature: Signature, in context: Context) throws -> DeadLetter {
        let letter = try find(position, in: context)
        guard letter.state == .waiting || letter.state == .discarded else { return unchanged(letter, in: context) }
        try Interventions.add(
            .retryDeadLetter, by: signature, position: position, about: letter.envelope.subject, in: context)
        return try readmit(letter, in: context)
    }

    /// Has the oldest waiting letters with this reason tried again, at most ``bulkLimit`` of them.
    public static func retryAll(
        _ reason: DeadLetter.Reason, by signature: Signature, in context: Context
    ) throws -> [DeadLetter] {
        try DeadLetters.list(.init(states: [.waiting], reason: reason), limit: bulkLimit, in: context.db).map {
            try retry($0.position, by: signature, in: context)
        }
    }

    /// Puts a corrected copy in the letter's place and has that handled, under the id and at the place of the original.
    ///
    /// - Parameter types: What the service takes.
    /// The log keeps the original. The correction is this service's own: each service that has the dead letter gets it.
    /// - Throws: ``Refusal``: no such letter, one that is not waiting any more, or a copy that is no better: one that cannot be read,
    ///   or that is about something else.
    public static func edit(
        _ position: Position, to correction: Correction, of types: MessageTypes, by signature: Signature, in context: Context
    ) throws -> DeadLetter {
        var letter = try find(position, in: context)
        let before = letter.envelope
        letter.envelope.data = correction.data
        letter.envelope.schemaVersion = correction.schemaVersion ?? before.schemaVersion
        letter.envelope.mode = correction.mode?.rawValue ?? before.mode
        if letter.envelope == before, letter.state == .retrying || letter.state == .handled {
            return unchanged(letter, in: context)
        }
        guard letter.state == .waiting || letter.state == .discarded else {
            throw Refusal(
                .conflict, "the dead letter at \(position) is \(letter.state.rawValue); only one that waits can be edited")
        }
        try check(letter.envelope, types)
        try context.db.cachedStatement(sql: "UPDATE dead_letters SET data = ?, schema_version = ?, mode = ? WHERE position = ?")
            .execute(arguments: [
                String(decoding: correction.data, as: UTF8.self), letter.envelope.schemaVersion, letter.envelope.mode,
                position,
            ])
        try Interventions.add(
            .editDeadLetter, by: signature, position: position, about: before.subject, before: summary(before),
            after: summary(letter.envelope), in: context)
        return try readmit(letter, in: context)
    }

    /// Ends the letter without its message having been handled. It stays on record, and can still be tried again.
    public static func discard(_ position: Position, by signature: Signature, in context: Context) throws -> DeadLetter {
        var letter = try find(position, in: context)
        switch letter.state {
        case .discarded: return unchanged(letter, in: context)
        case .handled: throw Refusal(.conflict, "the dead letter at \(position) was handled")
        case .retrying: throw Refusal(.conflict, "the dead letter at \(position) is being tried again just now")
        case .waiting: break
        }
        letter.state = .discarded
        try setState(letter, in: context)
        try Interventions.add(
            .discardDeadLetter, by: signature, position: position, about: letter.envelope.subject, in: context)
        return letter
    }

    private static func find(_ position: Position, in context: Context) throws -> DeadLetter {
        guard let letter = try DeadLetters.find(position, in: context.db) else {
            throw Refusal(.notFound, "there is no dead letter at position \(position)")
        }
        return letter
    }

    private static func unchanged(_ letter: DeadLetter, in context: Context) -> DeadLetter {
        context.ignore(because: "the dead letter is \(letter.state.rawValue) already")
        return letter
    }

    /// Parks the letter at the head of its subject's queue, due at once.
    private static func readmit(_ letter: DeadLetter, in context: Context) throws -> DeadLetter {
        var letter = letter
        letter.state = .retrying
        try setState(letter, in: context)
        try RetryQueue.add(
            RetryQueue.Entry(position: letter.position, envelope: letter.envelope, attempts: 0), due: context.now, error: nil,
            in: context.db)
        context.retryQueueChanged = true
        return letter
    }

    private static func setState(_ letter: DeadLetter, in context: Context) throws {
        try context.db.cachedStatement(sql: "UPDATE dead_letters SET state = ? WHERE position = ?").execute(arguments: [
            letter.state.rawValue, letter.position,
        ])
    }

    /// A correction that would fail at once is refused while its author still looks at it.
    private static func check(_ envelope: Envelope, _ types: MessageTypes) throws {
        let message: any Message
        do {
            message = try types.read(envelope)
        } catch ContractError.unknownType(let type) {
            throw Refusal(.invalid, "no message is called '\(type)'; this dead letter can only be discarded")
        } catch {
            throw Refusal(.invalid, "this is no better \(envelope.type): \(Failure.text(error))")
        }
        guard message.subject == envelope.subject else {
            throw Refusal(.invalid, "the dead letter is about \(envelope.subject), the corrected copy about \(message.subject)")
        }
    }

    private static func summary(_ envelope: Envelope) -> String {
        "version \(envelope.schemaVersion), \(envelope.mode): \(String(decoding: envelope.data, as: UTF8.self))"
    }
}
