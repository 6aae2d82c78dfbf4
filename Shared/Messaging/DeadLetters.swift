public import DurableSQLite
public import EventBus
import Foundation
public import GRDB
import Instants

/// Messages that could not be handled, kept for ever: what became of each is part of the record.
public enum DeadLetters {
    /// Which letters to list.
    public struct Filter: Sendable, Hashable {
        /// Letters in one of these states.
        public var states: Set<DeadLetter.State>
        /// Only letters for this reason; `nil` for all.
        public var reason: DeadLetter.Reason?
        public var type: String?
        /// `Order-12345`.
        public var subject: String?

        public init(
            states: Set<DeadLetter.State> = [.waiting, .retrying], reason: DeadLetter.Reason? = nil, type: String? = nil,
            subject: String? = nil
        ) {
            self.states = states
            self.reason = reason
            self.type = type
            self.subject = subject
        }
    }

    static let table = """
        CREATE TABLE dead_letters (
            position INTEGER PRIMARY KEY, reason TEXT NOT NULL, attempts INTEGER NOT NULL, error TEXT NOT NULL, at INTEGER NOT NULL,
            state TEXT NOT NULL DEFAULT 'waiting', \(EnvelopeColumns.definition),
            \(RowChecksums.column(of: "position, reason, attempts, error, at, state, \(EnvelopeColumns.names)"))
        ) STRICT;
        CREATE INDEX dead_letters_open ON dead_letters (subject) WHERE state IN ('waiting', 'retrying');
        """

    private static let columns = "\(EnvelopeColumns.names), position, state, reason, attempts, error, at"

    /// Adds a letter, or notes that one has failed again. What a person has discarded stays discarded, however often it is delivered.
    static func add(_ message: RetryQueue.Entry, reason: DeadLetter.Reason, error: String, at time: Date, in db: Database) throws
    {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO dead_letters (position, reason, attempts, error, at, \(EnvelopeColumns.names))
                VALUES (?1, ?2, (SELECT count(*) FROM attempts WHERE position = ?1), ?3, ?4, \(EnvelopeColumns.marks))
                ON CONFLICT (position) DO UPDATE SET state = 'waiting', reason = excluded.reason, attempts = excluded.attempts,
                    error = excluded.error, at = excluded.at WHERE state <> 'discarded'
                """)
        let head: StatementArguments = [message.position, reason.rawValue, error, time.microsecondsSince1970]
        try statement.execute(arguments: head + EnvelopeColumns.arguments(message.envelope))
    }

    /// Notes that a message went through. False if it was no letter.
    static func wasHandled(_ position: Position, in db: Database) throws -> Bool {
        let statement = try db.cachedStatement(
            sql: "UPDATE dead_letters SET state = 'handled' WHERE position = ? AND state IN ('waiting', 'retrying')")
        try statement.execute(arguments: [position])
        return db.changesCount == 1
    }

    // MARK: Looking

    /// The oldest `limit` of the letters after `position`; one that is damaged is left out.
    public static func list(
        _ filter: Filter = Filter(), after position: Position = 0, limit: Int, in db: Database
    ) throws -> [DeadLetter] {
        try page(filter, after: position, limit: limit, in: db).elements
    }

    /// The same with what was left out.
    public static func page(
        _ filter: Filter, after position: Position, limit: Int, in db: Database
    ) throws -> SoundRows<Position, DeadLetter> {
        try rows(filter, "position >= ?1", "position", RowChecksums.firstKey(after: position), limit, db)
    }

    /// The newest `limit` of the letters, the newest first, and what was left out.
    public static func newest(_ filter: Filter, limit: Int, in db: Database) throws -> SoundRows<Position, DeadLetter> {
        try rows(filter, "position <= ?1", "position DESC", .max, limit, db)
    }

    private static func rows(
        _ filter: Filter, _ range: String, _ order: String, _ bound: Position, _ limit: Int, _ db: Database
    ) throws -> SoundRows<Position, DeadLetter> {
        let states = filter.states.map { "'\($0.rawValue)'" }.sorted().joined(separator: ", ")
        return try SoundRows(
            db,
            sql: """
                SELECT \(columns), sound FROM marked_dead_letters
                WHERE \(range) AND state IN (\(states)) AND (?2 IS NULL OR reason = ?2) AND (?3 IS NULL OR type = ?3)
                    AND (?4 IS NULL OR subject = ?4)
                ORDER BY \(order) LIMIT ?5
                """,
            arguments: [bound, filter.reason?.rawValue, filter.type, filter.subject, limit], key: "position", letter)
    }

    /// `nil` if there is none at this place in the log.
    public static func find(_ position: Position, in db: Database) throws -> DeadLetter? {
        try Row.fetchOne(
            db.cachedStatement(sql: "SELECT \(columns), checked FROM checked_dead_letters WHERE position = ?"),
            arguments: [position]
        ).map(
            letter)
    }

    /// `nil` if there is none at this place in the log.
    public static func history(of position: Position, in db: Database) throws -> DeadLetterHistory? {
        guard let letter = try find(position, in: db) else { return nil }
        return DeadLetterHistory(
            letter: letter, attempts: try FailedAttempts.list(of: position, in: db),
            interventions: try Interventions.list(about: position, limit: .max, in: db))
    }

    /// Letters that wait for a person.
    public static func count(in db: Database) throws -> Int {
        try Int.fetchOne(db.cachedStatement(sql: "SELECT count(*) FROM dead_letters WHERE state = 'waiting'")) ?? 0
    }

    /// Subjects that a letter waits for a person about.
    public static func countOfSubjects(in db: Database) throws -> Int {
        try Int.fetchOne(db.cachedStatement(sql: "SELECT count(DISTINCT subject) FROM dead_letters WHERE state = 'waiting'"))
            ?? 0
    }

    private static func letter(_ row: Row) throws -> DeadLetter {
        try DeadLetter(
            position: row.get("position"), envelope: EnvelopeColumns.envelope(row),
            state: row.get("state", as: DeadLetter.State.init(rawValue:)),
            reason: row.get("reason", as: DeadLetter.Reason.init(rawValue:)), attempts: row.get("attempts"),
            error: row.get("error"), at: Date(microsecondsSince1970: row.get("at")))
    }
}
