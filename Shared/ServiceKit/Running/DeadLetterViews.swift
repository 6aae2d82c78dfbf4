package import CompactJSON
import EventBus
package import Foundation
package import Messaging

/// What `?state=` may ask for; without it the open letters are listed.
enum DeadLetterStates: String, CaseIterable {
    case open, waiting, retrying, handled, discarded, any

    var states: Set<DeadLetter.State> {
        switch self {
        case .open: [.waiting, .retrying]
        case .any: Set(DeadLetter.State.allCases)
        default: Set([DeadLetter.State(rawValue: rawValue)].compactMap(\.self))
        }
    }
}

/// A dead letter in a list.
package struct DeadLetterSummary: Codable, Sendable {
    package var position: Int64
    package var messageId: String
    package var type: String
    package var subject: String
    package var correlationId: String
    package var state: String
    package var reason: String
    package var attempts: Int
    package var error: String
    package var at: Date

    package init(_ letter: DeadLetter) {
        position = letter.position
        messageId = letter.envelope.id
        type = letter.envelope.type
        subject = letter.envelope.subject
        correlationId = letter.envelope.correlationID
        state = letter.state.rawValue
        reason = letter.reason.rawValue
        attempts = letter.attempts
        error = letter.error
        at = letter.at
    }
}

package struct DeadLetterList: Codable, Sendable {
    package var deadLetters: [DeadLetterSummary]
    /// Positions of those that were left out, because what is stored of them is damaged; absent if there is none.
    package var damaged: [Int64]?
    /// Pass it as `after` to read on; absent at the end.
    package var next: Int64?
}

/// All that is on record about a dead letter.
package struct DeadLetterView: Codable, Sendable {
    package struct Message: Codable, Sendable {
        package var id: String
        package var type: String
        package var source: String
        package var subject: String
        package var time: Date
        package var schemaVersion: Int
        package var correlationId: String
        package var causationId: String?
        package var mode: String
        /// The data, if it is JSON.
        package var data: JSONValue?
        /// The data as text, if it is not JSON.
        package var text: String?
    }

    package struct Attempt: Codable, Sendable {
        package var number: Int
        package var at: Date
        package var error: String
    }

    package var position: Int64
    package var state: String
    package var reason: String
    package var error: String
    package var at: Date
    package var message: Message
    package var attempts: [Attempt]
    package var interventions: [InterventionView]

    package init(_ history: DeadLetterHistory) {
        let (letter, envelope) = (history.letter, history.letter.envelope)
        position = letter.position
        state = letter.state.rawValue
        reason = letter.reason.rawValue
        error = letter.error
        at = letter.at
        // What cannot be read is the very thing to be shown, so it is shown as text.
        let data = try? MessageCoding.decode(JSONValue.self, from: envelope.data)
        message = Message(
            id: envelope.id, type: envelope.type, source: envelope.source, subject: envelope.subject, time: envelope.time,
            schemaVersion: envelope.schemaVersion, correlationId: envelope.correlationID, causationId: envelope.causationID,
            mode: envelope.mode, data: data, text: data == nil ? String(decoding: envelope.data, as: UTF8.self) : nil)
        attempts = history.attempts.map { Attempt(number: $0.number, at: $0.at, error: $0.error) }
        interventions = history.interventions.map(InterventionView.init)
    }
}

/// Something a person did by hand.
package struct InterventionView: Codable, Sendable {
    package var sequence: Int64
    package var at: Date
    package var action: String
    package var by: String
    package var why: String
    package var correlationId: String
    package var position: Int64?
    /// What it was done about.
    package var subject: String?
    package var before: String?
    package var after: String?

    init(_ intervention: Intervention) {
        sequence = intervention.sequence
        at = intervention.at
        action = intervention.action.rawValue
        by = intervention.by
        why = intervention.why
        correlationId = intervention.correlationID
        position = intervention.position
        subject = intervention.about
        before = intervention.before
        after = intervention.after
    }
}

package struct InterventionList: Codable, Sendable {
    package var interventions: [InterventionView]
    /// Numbers of those that were left out, because what is stored of them is damaged; absent if there is none.
    package var damaged: [Int64]?
    package var next: Int64?
}
