import Decisions
import DurableSQLite
import EventBus
import Foundation
import GRDB
import Instants

/// The timeouts of a service: at most one per subject, durable, set and ended in the transaction of the change they belong to.
enum Timers {
    /// A timeout, with what is needed to go on in the same conversation when it fires.
    struct Timer: Sendable {
        /// What it is about, as messages name it.
        var subject: String
        var due: Date
        /// When it was set: the wait is the span between the two, whatever the clock shows meanwhile.
        var setAt: Date
        var attempt: Int
        var origin: Origin
        /// How often its handling has failed.
        var failures = 0
    }

    static let table = """
        CREATE TABLE timers (
            subject TEXT PRIMARY KEY, due INTEGER NOT NULL, attempt INTEGER NOT NULL, correlation_id TEXT NOT NULL,
            causation_id TEXT, mode TEXT NOT NULL, traceparent TEXT NOT NULL, failures INTEGER NOT NULL,
            set_at INTEGER NOT NULL,
            \(RowChecksums.column(of: "subject, due, attempt, correlation_id, causation_id, mode, traceparent, failures, set_at"))
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX timers_by_due ON timers (due);
        """

    static func set(_ timer: Timer, in db: Database) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO timers
                    (subject, due, attempt, correlation_id, causation_id, mode, traceparent, failures, set_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try statement.execute(arguments: [
            timer.subject, timer.due.microsecondsSince1970, timer.attempt, timer.origin.correlationID,
            timer.origin.causationID,
            timer.origin.mode.rawValue, timer.origin.trace, timer.failures, timer.setAt.microsecondsSince1970,
        ])
    }

    /// Adds timeouts of subjects that have none yet.
    static func add(_ timers: some Sequence<Timer>, in db: Database) throws {
        try RowInserter.insert(
            into: "timers (subject, due, attempt, correlation_id, causation_id, mode, traceparent, failures, set_at)", columns: 9,
            db
        ) { inserter in
            for timer in timers {
                try inserter.add(
                    .text(timer.subject), .integer(timer.due.microsecondsSince1970), .integer(timer.attempt),
                    .text(timer.origin.correlationID), .optional(timer.origin.causationID), .text(timer.origin.mode.rawValue),
                    .text(timer.origin.trace), .integer(timer.failures), .integer(timer.setAt.microsecondsSince1970))
            }
        }
    }

    static func end(_ subject: String, in db: Database) throws {
        try db.cachedStatement(sql: "DELETE FROM timers WHERE subject = ?").execute(arguments: [subject])
    }

    /// One that is damaged fires never, and `docket verify` names it.
    static func due(at time: Date, limit: Int, in db: Database) throws -> [Timer] {
        let statement = try db.cachedStatement(sql: "SELECT * FROM marked_timers WHERE sound AND due <= ? ORDER BY due LIMIT ?")
        let rows = try Row.fetchCursor(statement, arguments: [time.microsecondsSince1970, limit])
        var timers: [Timer] = []
        while let row = try rows.next() {
            timers.append(try timer(row))
        }
        return timers
    }

    static func find(_ subject: String, in db: Database) throws -> Timer? {
        let statement = try db.cachedStatement(sql: "SELECT * FROM checked_timers WHERE subject = ?")
        return try Row.fetchOne(statement, arguments: [subject]).map(timer)
    }

    private static func timer(_ row: Row) throws -> Timer {
        try Timer(
            subject: row.get("subject"), due: Date(microsecondsSince1970: row.get("due")),
            setAt: Date(microsecondsSince1970: row.get("set_at")), attempt: row.get("attempt"),
            origin: Origin(
                correlationID: row.get("correlation_id"), causationID: row.get("causation_id"),
                mode: row.get("mode", as: CoordinationMode.init(rawValue:)),
                trace: row.get("traceparent")), failures: row.get("failures"))
    }

    /// The clock was set back while the service was down: each wait that seems to begin later than now begins now, as long as it is.
    static func startAgain(after now: Date, in db: Database) throws {
        let now = now.microsecondsSince1970
        // What is damaged stays as it is.
        let later = "SELECT subject FROM marked_timers WHERE sound AND set_at > ?1"
        try db.cachedStatement(sql: "UPDATE timers SET due = due - set_at + ?1, set_at = ?1 WHERE subject IN (\(later))").execute(
            arguments: [now])
    }

    static func next(in db: Database) throws -> Date? {
        try Int64.fetchOne(db.cachedStatement(sql: "SELECT due FROM marked_timers WHERE sound ORDER BY due LIMIT 1")).map(
            Date.init(microsecondsSince1970:))
    }
}
