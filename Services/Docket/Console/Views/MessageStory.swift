import CompactJSON
import ContractSchemas
import Decisions
import DocketInstallation
import EventBus
import Foundation
import FulfilmentSupport
import GRDB
import Messaging
import ServiceKit
import SQLiteEventBus

/// One message of the log, and who has done what with it.
struct MessageStory: Encodable, Sendable {
    struct Consumer: Encodable, Sendable {
        var service: String
        /// `handled`, `deadLetter`, `waiting` (it takes such messages and has not handled this one) or `none` (it takes no such messages).
        var state: String
        var at: Int64?
        /// What it published because of it.
        var effects: [Effect]
    }

    struct Effect: Encodable, Sendable {
        var position: Int64
        var type: String
    }

    var position: Int64
    /// As the standard has it.
    var cloudEvent: JSONValue
    var consumers: [Consumer]
    /// Position of the message that led to it, if that is in the log.
    var cause: Int64?
    /// A command that shows the same.
    var command: String

    static func load(_ position: Int64, _ installation: Installation) throws -> JSONValue {
        let bus = try SQLiteEventBus.openReadOnly(directory: installation.path)
        defer { bus.close() }
        guard let message = try bus.read(after: position - 1, types: nil, limit: 1).messages.first, message.position == position
        else { throw Problem(.notFound, "the log has no message at position \(position)") }
        let envelope = message.envelope
        let log = try ServiceDatabase.openReadOnly(installation.bus)
        let (cause, effects) = try log.read { db in
            let cause = try envelope.causationID.flatMap {
                try Int64.fetchOne(db, sql: "SELECT position FROM messages WHERE id = ?", arguments: [$0])
            }
            let effects = try Row.fetchAll(
                db,
                sql: """
                    SELECT position, type, source FROM messages WHERE subject = ? AND causation_id = ? ORDER BY position LIMIT 100
                    """, arguments: [envelope.subject, envelope.id])
            return (
                cause,
                try effects.map { row in
                    (
                        source: try row.decode(String.self, atIndex: 2),
                        effect: Effect(position: try row.decode(atIndex: 0), type: try row.decode(atIndex: 1))
                    )
                }
            )
        }
        let consumers = try ServiceName.allCases.map { service in
            try consumer(service, message, effects.filter { $0.source == "/\(service)" }.map(\.effect), installation)
        }
        let story = MessageStory(
            position: position, cloudEvent: try cloudEvent(message), consumers: consumers, cause: cause,
            command: "docket events --from \(position) --limit 1 --cloudevents")
        return try JSONValue(parsing: MessageCoding.encode(story))
    }

    private static func cloudEvent(_ message: RecordedEnvelope) throws -> JSONValue {
        var event = message
        // What is no JSON may have anything in it, also what is personal.
        if (try? JSONValue(parsing: message.envelope.data)) == nil { event.envelope.data = Data("\"(not JSON, hidden)\"".utf8) }
        return try JSONValue(parsing: CloudEventCoding(schemas: SchemaCatalog.base).encode(event))
    }

    private static func consumer(
        _ service: ServiceName, _ message: RecordedEnvelope, _ effects: [Effect], _ installation: Installation
    ) throws -> Consumer {
        let file = installation.database(of: service)
        // A message of no known mode is taken by nobody.
        let mode = CoordinationMode(rawValue: message.envelope.mode)
        guard mode.map({ service.descriptor.subscription.takes(message.envelope.type, of: $0) }) == true,
            FileManager.default.fileExists(atPath: file.path)
        else { return Consumer(service: service.rawValue, state: "none", effects: []) }
        return try ServiceDatabase.openReadOnly(file).read { db in
            let letter = try String.fetchOne(
                db, sql: "SELECT state FROM dead_letters WHERE position = ? AND state IN ('waiting', 'retrying')",
                arguments: [message.position])
            let handled = try Int64.fetchOne(
                db, sql: "SELECT handled_at FROM inbox WHERE consumer = ? AND message_id = ?",
                arguments: [service.rawValue, message.envelope.id])
            let state = letter != nil ? "deadLetter" : handled != nil ? "handled" : "waiting"
            return Consumer(service: service.rawValue, state: state, at: handled, effects: effects)
        }
    }
}
