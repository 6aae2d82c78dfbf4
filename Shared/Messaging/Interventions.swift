import CompactJSON
import Decisions
public import DurableSQLite
public import EventBus
public import Foundation
public import GRDB
import Instants

/// Who does something by hand, and why. Kept with what was done for as long as the database is.
public struct Signature: Sendable, Hashable {
    /// Who.
    public let by: String
    /// In that person's words.
    public let why: String

    /// - Throws: ``Refusal`` (invalid) for a name of more than 100 bytes, a reason of more than 1000, an empty one or one that is not
    ///   printable: the record would say nothing, or something else on each screen.
    public init(by: String, why: String) throws {
        for (field, text, limit) in [("by", by, 100), ("why", why, 1000)] {
            guard (1...limit).contains(text.utf8.count), text.isPrintable else {
                throw Refusal(.invalid, "'\(field)' has 1 to \(limit) bytes, all of them of printable characters")
            }
        }
        self.by = by
        self.why = why
    }
}

/// Something that a person did to a service's state from outside of the process: the record of it.
public struct Intervention: Sendable, Hashable {
    /// What was done. A service names its own actions beside those on dead letters.
    public struct Action: RawRepresentable, Sendable, Hashable {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        public static let retryDeadLetter = Action(rawValue: "retryDeadLetter")
        public static let editDeadLetter = Action(rawValue: "editDeadLetter")
        public static let discardDeadLetter = Action(rawValue: "discardDeadLetter")
    }

    /// In the order in which they were done.
    public var sequence: Int64
    /// When it was done.
    public var at: Date
    /// What was done.
    public var action: Action
    /// Who did it.
    public var by: String
    /// In that person's words.
    public var why: String
    /// Of the call by which it was done.
    public var correlationID: String
    /// The dead letter it was done to.
    public var position: Position?
    /// What it was done about: the subject of a message.
    public var about: String?
    /// What was changed, as it stood before and after; `nil` where nothing but the state did.
    public var before: String?
    public var after: String?
}

/// The record of what people did by hand, written in the transaction of what they did.
public enum Interventions {
    static let table = """
        CREATE TABLE interventions (
            sequence INTEGER PRIMARY KEY, at INTEGER NOT NULL, action TEXT NOT NULL, person TEXT NOT NULL, why TEXT NOT NULL,
            correlation_id TEXT NOT NULL, position INTEGER, subject TEXT, before TEXT, after TEXT,
            \(RowChecksums.column(of: "sequence, at, action, person, why, correlation_id, position, subject, before, after"))
        ) STRICT;
        CREATE INDEX interventions_by_position ON interventions (position) WHERE position IS NOT NULL;
        CREATE INDEX interventions_by_subject ON interventions (subject) WHERE subject IS NOT NULL;
        """

    /// Adds a record behind the last one, and publishes it, so that it outlives this database.
    public static func add(
        _ action: Intervention.Action, by signature: Signature, position: Position? = nil, about subject: String? = nil,
        before: String? = nil, after: String? = nil, in context: Context
    ) throws {
        try context.db.execute(
            sql: """
                INSERT INTO interventions (at, action, person, why, correlation_id, position, subject, before, after)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                context.now.microsecondsSince1970, action.rawValue, signature.by, signature.why, context.origin.correlationID,
                position, subject, before, after,
            ])
        try context.publish(
            InterventionRecorded(
                action: action.rawValue, by: signature.by, why: signature.why, position: position.map(Int.init), about: subject,
                before: before, after: after))
    }

    /// Takes a record back from the log.
    static func restore(_ record: InterventionRecorded, at time: Date, correlationID: String, in db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO interventions (at, action, person, why, correlation_id, position, subject, before, after)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                time.microsecondsSince1970, record.action, record.by, record.why, correlationID, record.position,
                record.about, record.before, record.after,
            ])
    }

    /// The records after `sequence`, oldest first: all, or those about one dead letter. One that is damaged is left out.
    public static func list(
        about position: Position? = nil, after sequence: Int64 = 0, limit: Int, in db: Database
    ) throws -> [Intervention] {
        try page(about: position, after: sequence, limit: limit, in: db).elements
    }

    /// The same with what was left out.
    public static func page(
        about position: Position? = nil, after sequence: Int64, limit: Int, in db: Database
    ) throws -> SoundRows<Int64, Intervention> {
        try SoundRows(
            db,
            sql: """
                SELECT * FROM marked_interventions WHERE sequence >= ?1 AND (?2 IS NULL OR position = ?2) ORDER BY sequence LIMIT ?3
                """, arguments: [RowChecksums.firstKey(after: sequence), position, limit], key: "sequence"
        ) { row in
            try Intervention(
                sequence: row.get("sequence"), at: Date(microsecondsSince1970: row.get("at")),
                action: Intervention.Action(rawValue: row.get("action")),
                by: row.get("person"),
                why: row.get("why"), correlationID: row.get("correlation_id"), position: row.get("position"),
                about: row.get("subject"), before: row.get("before"), after: row.get("after"))
        }
    }
}
