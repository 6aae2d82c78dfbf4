import Contracts
import DocketInstallation
import DurableSQLite
import Foundation
import GRDB

/// Where a trace comes from: the bus, the inboxes, the order's stream and the orchestrator's audit trail.
struct TraceSources {
    /// The orders concerned: the one asked for, or those of the conversation.
    let orders: Set<Int>
    /// The conversations concerned: the one asked for, or those about the order.
    let correlations: Set<String>
    let db: Database
    /// The messages concerned, in the order of the log.
    let envelopes: [Row]

    init(_ subject: Trace.Subject, _ db: Database) throws {
        self.db = db
        switch subject {
        case .order(let order):
            envelopes = try Row.fetchAll(db, sql: Self.select("subject = ?"), arguments: [order.stream])
            orders = [order.rawValue]
            correlations = try Set(envelopes.map { try $0.get("correlation_id") })
        case .correlation(let id):
            envelopes = try Row.fetchAll(db, sql: Self.select("correlation_id = ?"), arguments: [id])
            orders = try Set(envelopes.compactMap { OrderID(stream: try $0.get("subject") as String)?.rawValue })
            correlations = [id]
        }
    }

    private static func select(_ condition: String) -> String {
        """
        SELECT position, time, type, source, subject, mode, id, correlation_id, causation_id, schema_version, data
        FROM messages WHERE \(condition) ORDER BY position
        """
    }

    /// The messages on the bus, each as deep as there are causes before it.
    func messages() throws -> [TraceEntry] {
        var depths: [String: Int] = [:]
        return try envelopes.map { row in
            let cause: String? = try row.get("causation_id")
            let depth = cause.map { depths[$0, default: 0] + 1 } ?? 0
            depths[try row.get("id")] = depth
            let service = String((try row.get("source") as String).drop { $0 == "/" })
            var entry = TraceEntry(
                .message, at: try row.get("time"), by: service, try row.get("type"),
                detail: MessageSummary.text(
                    type: try row.get("type"), version: try row.get("schema_version"),
                    data: Data((try row.get("data") as String).utf8)))
            entry.position = try row.get("position")
            entry.messageId = try row.get("id")
            entry.causationId = cause
            entry.correlationId = try row.get("correlation_id")
            entry.order = OrderID(stream: try row.get("subject") as String)?.rawValue
            entry.depth = depth
            return entry
        }
    }

    /// When each consumer handled which of the messages.
    func handlings() throws -> [TraceEntry] {
        try ServiceName.allCases.map(\.rawValue).flatMap { consumer in
            let statement = try db.makeStatement(
                sql: "SELECT handled_at, checked FROM \(consumer).checked_inbox WHERE consumer = ? AND message_id = ?")
            return try envelopes.compactMap { envelope -> TraceEntry? in
                let id: String = try envelope.get("id")
                guard let time = try Int64.fetchOne(statement, arguments: [consumer, id]) else { return nil }
                var entry = TraceEntry(.handled, at: time, by: consumer, try envelope.get("type"))
                entry.position = try envelope.get("position")
                entry.messageId = id
                entry.correlationId = try envelope.get("correlation_id")
                entry.order = OrderID(stream: try envelope.get("subject") as String)?.rawValue
                return entry
            }
        }
    }

    /// The events of the orders' streams; of a conversation, those that it led to.
    func events() throws -> [TraceEntry] {
        try orders.sorted().flatMap { order in
            try Row.fetchAll(
                db,
                sql:
                    "SELECT version, type, time, correlation_id, causation_id, checked FROM orders.checked_events WHERE stream = ? ORDER BY version",
                arguments: ["Order-\(order)"]
            ).compactMap { row -> TraceEntry? in
                let correlation: String = try row.get("correlation_id")
                guard correlations.contains(correlation) else { return nil }
                var entry = TraceEntry(
                    .event, at: try row.get("time"), by: "orders", try row.get("type"),
                    detail: "version \(try row.get("version") as Int)")
                entry.causationId = try row.get("causation_id")
                entry.correlationId = correlation
                entry.order = order
                return entry
            }
        }
    }

    /// What the orchestrator decided about the orders.
    func decisions() throws -> [TraceEntry] {
        let known = try Set(envelopes.map { try $0.get("id") as String })
        return try orders.sorted().flatMap { order in
            try Row.fetchAll(
                db, sql: "SELECT * FROM dispatch.checked_audit WHERE order_id = ? ORDER BY sequence", arguments: [order]
            ).compactMap { row -> TraceEntry? in
                guard let cause = try row.get("message_id") as String?, known.contains(cause) else { return nil }
                let more = [(try row.get("asked") as String?).map { "asks \($0)" }, try row.get("note") as String?].compactMap(
                    \.self)
                var entry = TraceEntry(
                    .decision, at: try row.get("at"), by: "dispatch", try Self.phases(row),
                    detail: more.isEmpty ? nil : more.joined(separator: ", "))
                entry.causationId = cause
                entry.order = order
                return entry
            }
        }
    }

    /// `reserving → booking`.
    private static func phases(_ row: Row) throws -> String {
        let (before, after) = (try row.get("phase_before") as String?, try row.get("phase_after") as String?)
        return before == after ? after ?? "" : [before, after].compactMap(\.self).joined(separator: " → ")
    }
}
