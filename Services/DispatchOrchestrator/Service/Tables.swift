import CompactJSON
import Contracts
import DispatchOrchestratorDomain
import DurableSQLite
import EventBus
import Foundation
import GRDB
import Instants
import Messaging

/// What the orchestrator's decisions read and write: the tables, or memory while `dispatch.db` is made again from the log.
protocol DispatchState {
    func load(_ order: OrderID) throws -> Saga?
    func save(_ saga: Saga, isNew: Bool, at now: Date) throws
    /// Adds an entry behind the last one of the order's audit trail.
    func note(_ entry: AuditEntry, about order: OrderID) throws
}

/// The tables of `dispatch.db`: the state of each saga, and the audit trail of how it got there.
struct DispatchTables: DispatchState {
    let db: Database

    init(_ db: Database) { self.db = db }

    static func create(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE sagas (
                    order_id INTEGER PRIMARY KEY, phase TEXT NOT NULL, plan TEXT NOT NULL, undone TEXT NOT NULL, reason TEXT,
                    total_weight_grams INTEGER, late_answers INTEGER NOT NULL, needs_attention INTEGER NOT NULL,
                    attention TEXT, resumptions INTEGER NOT NULL DEFAULT 0,
                    started_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, request TEXT NOT NULL,
                    \(RowChecksums.column(
                        of: """
                            order_id, phase, plan, undone, reason, total_weight_grams, late_answers, needs_attention, attention,
                            resumptions, started_at, updated_at, request
                            """))
                ) STRICT;
                CREATE INDEX sagas_needing_attention ON sagas (order_id) WHERE needs_attention;
                CREATE TABLE audit (
                    order_id INTEGER NOT NULL, sequence INTEGER NOT NULL, at INTEGER NOT NULL, cause TEXT NOT NULL,
                    message_id TEXT, phase_before TEXT, phase_after TEXT, asked TEXT, note TEXT,
                    \(RowChecksums.column(of: "order_id, sequence, at, cause, message_id, phase_before, phase_after, asked, note")),
                    PRIMARY KEY (order_id, sequence)
                ) STRICT, WITHOUT ROWID;
                """)
    }

    static func countOfAttention(in db: Database) throws -> Int {
        try Int.fetchOne(db.cachedStatement(sql: "SELECT count(*) FROM sagas WHERE needs_attention")) ?? 0
    }

    /// What the order asked for: written once, at the start.
    private struct Request: Codable {
        var items: [ItemQuantity]
        var shipTo: Address?
    }

    static func request(of saga: Saga) throws -> String {
        try MessageCoding.text(Request(items: saga.items, shipTo: saga.shipTo))
    }

    func load(_ order: OrderID) throws -> Saga? {
        let statement = try db.cachedStatement(sql: "SELECT * FROM checked_sagas WHERE order_id = ?")
        return try Row.fetchOne(statement, arguments: [order.rawValue]).map(saga)
    }

    /// - Parameter needingAttention: `true` lists those only, `nil` and `false` all.
    func list(phase: Saga.Phase?, needingAttention: Bool?, after order: Int, limit: Int) throws -> SoundRows<Int, Saga> {
        let attention = needingAttention == true ? " AND needs_attention" : ""
        return try SoundRows(
            db,
            sql: """
                SELECT * FROM marked_sagas WHERE order_id >= ?1 AND (?2 IS NULL OR phase = ?2)\(attention) ORDER BY order_id LIMIT ?3
                """, arguments: [RowChecksums.firstKey(after: order), phase?.rawValue, limit], key: "order_id", saga)
    }

    func save(_ saga: Saga, isNew: Bool, at now: Date) throws {
        if isNew { try insert(saga, at: now) }
        let statement = try db.cachedStatement(
            sql: """
                UPDATE sagas SET phase = ?, plan = ?, undone = ?, reason = ?, total_weight_grams = ?, late_answers = ?,
                    needs_attention = ?, attention = ?, resumptions = ?, updated_at = ? WHERE order_id = ?
                """)
        try statement.execute(arguments: [
            saga.phase.rawValue, Self.text(saga.plan), Self.text(saga.undone), saga.reason?.rawValue, saga.totalWeightGrams,
            saga.lateAnswers, saga.needsAttention, saga.attention, saga.resumptions, now.microsecondsSince1970,
            saga.orderId.rawValue,
        ])
    }

    private func insert(_ saga: Saga, at now: Date) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO sagas (order_id, phase, plan, undone, late_answers, needs_attention, started_at, updated_at, request)
                VALUES (?, ?, '', '', 0, 0, ?, ?, ?)
                """)
        try statement.execute(arguments: [
            saga.orderId.rawValue, saga.phase.rawValue, now.microsecondsSince1970, now.microsecondsSince1970,
            try Self.request(of: saga),
        ])
    }

    func note(_ entry: AuditEntry, about order: OrderID) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO audit (order_id, sequence, at, cause, message_id, phase_before, phase_after, asked, note)
                VALUES (?1, (SELECT coalesce(max(sequence), 0) + 1 FROM audit WHERE order_id = ?1), ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                """)
        try statement.execute(arguments: [
            order.rawValue, entry.at.microsecondsSince1970, entry.cause, entry.messageId, entry.phaseBefore, entry.phaseAfter,
            entry.asked, entry.note,
        ])
    }

    /// - Throws: ``DamagedRow`` if an entry is missing between those that are there.
    func auditTrail(of order: OrderID) throws -> [AuditEntry] {
        let entries = try Row.fetchAll(
            db.cachedStatement(sql: "SELECT * FROM checked_audit WHERE order_id = ? ORDER BY sequence"),
            arguments: [order.rawValue]
        )
        .map {
            row in
            try AuditEntry(
                sequence: row.get("sequence"), at: Date(microsecondsSince1970: row.get("at")), cause: row.get("cause"),
                messageId: row.get("message_id"),
                phaseBefore: row.get("phase_before"), phaseAfter: row.get("phase_after"), asked: row.get("asked"),
                note: row.get("note"))
        }
        for (entry, expected) in zip(entries, 1...) where entry.sequence != expected { throw DamagedRow(column: "sequence") }
        return entries
    }

    private func saga(_ row: Row) throws -> Saga {
        let text: String = try row.get("request")
        let request = try MessageCoding.decode(Request.self, from: text)
        var saga = Saga(
            orderId: try row.get("order_id", as: OrderID.init(_:)), items: request.items, shipTo: request.shipTo,
            phase: try row.get("phase", as: Saga.Phase.init(rawValue:)))
        saga.plan = try row.get("plan", as: compensations)
        saga.undone = try row.get("undone", as: compensations)
        saga.reason = try row.getIfPresent("reason", as: CancellationReason.init(rawValue:))
        saga.totalWeightGrams = try row.get("total_weight_grams")
        saga.lateAnswers = try row.get("late_answers")
        saga.attention = try row.get("attention")
        saga.resumptions = try row.get("resumptions")
        return saga
    }

    static func text(_ compensations: [Saga.Compensation]) -> String {
        compensations.map(\.rawValue).joined(separator: ",")
    }

    /// `nil` if one of them is none.
    private func compensations(_ text: String) -> [Saga.Compensation]? {
        let names = text.split(separator: ",")
        let compensations = names.compactMap { Saga.Compensation(rawValue: String($0)) }
        return compensations.count == names.count ? compensations : nil
    }
}
