import Contracts
import DocketInstallation
import DurableSQLite
import GRDB

/// What did not go by itself: tries that failed, and what people did about it.
extension TraceSources {
    /// Every failed try of the messages that are in the retry queue or became dead letters.
    func failures() throws -> [TraceEntry] {
        try ServiceName.allCases.map(\.rawValue).flatMap { consumer in
            let statement = try db.makeStatement(
                sql: "SELECT number, at, error FROM \(consumer).attempts WHERE position = ? ORDER BY number")
            return try envelopes.flatMap { envelope in
                try Row.fetchAll(statement, arguments: [try envelope.get("position") as Int64]).map { row in
                    var entry = TraceEntry(
                        .failure, at: try row.get("at"), by: consumer, try envelope.get("type"),
                        detail: "try \(try row.get("number") as Int): \(try row.get("error") as String)")
                    entry.position = try envelope.get("position")
                    entry.messageId = try envelope.get("id")
                    entry.correlationId = try envelope.get("correlation_id")
                    entry.order = OrderID(stream: try envelope.get("subject") as String)?.rawValue
                    return entry
                }
            }
        }
    }

    /// What people did about the orders.
    func interventions() throws -> [TraceEntry] {
        try ServiceName.allCases.map(\.rawValue).flatMap { service in
            try orders.sorted().flatMap { order in
                try Row.fetchAll(
                    db, sql: "SELECT * FROM \(service).interventions WHERE subject = ? ORDER BY sequence",
                    arguments: ["Order-\(order)"]
                ).map { row in
                    let change = (try row.get("after") as String?).map { ", now \($0)" } ?? ""
                    var entry = TraceEntry(
                        .byHand, at: try row.get("at"), by: service, try row.get("action"),
                        detail: "\(try row.get("person") as String): \(try row.get("why") as String)\(change)")
                    entry.position = try row.get("position")
                    entry.order = order
                    return entry
                }
            }
        }
    }
}
