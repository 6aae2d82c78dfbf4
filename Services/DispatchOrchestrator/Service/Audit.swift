import Contracts
import DispatchOrchestratorDomain
import EventBus
import Foundation
import GRDB
import MessageProcessing

/// The audit trail of a workflow: one entry for everything that reached it, what it changed, and what was asked in return.
struct AuditEntry: Codable, Sendable {
    var sequence: Int
    var at: Date
    /// The message that came, or `watch fired`.
    var cause: String
    var messageId: String?
    var phaseBefore: String?
    var phaseAfter: String?
    /// The commands that were sent in return.
    var asked: String?
    var note: String?

    /// Adds an entry behind the order's last one.
    static func add(
        _ cause: String, about order: OrderID, before: Saga?, after: Saga?, asked: [Message], note: String?, in context: Context
    ) throws {
        let statement = try context.db.cachedStatement(
            sql: """
                INSERT INTO audit (order_id, sequence, at, cause, message_id, phase_before, phase_after, asked, note)
                VALUES (?1, (SELECT coalesce(max(sequence), 0) + 1 FROM audit WHERE order_id = ?1), ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                """)
        try statement.execute(arguments: [
            order.rawValue, context.now.microsecondsSince1970, cause, context.origin.causationID, before?.phase.rawValue,
            after?.phase.rawValue, asked.isEmpty ? nil : asked.map(\.type.rawValue).joined(separator: ", "), note,
        ])
    }

    static func list(of order: OrderID, in db: Database) throws -> [AuditEntry] {
        try Row.fetchAll(db, sql: "SELECT * FROM audit WHERE order_id = ? ORDER BY sequence", arguments: [order.rawValue]).map {
            row in
            AuditEntry(
                sequence: row["sequence"], at: Date(microsecondsSince1970: row["at"]), cause: row["cause"],
                messageId: row["message_id"],
                phaseBefore: row["phase_before"], phaseAfter: row["phase_after"], asked: row["asked"], note: row["note"])
        }
    }
}
