import Contracts
import DocketInstallation
import GRDB

/// What did not go by itself: tries that failed, and what people did about it.
extension TraceSources {
    /// Every failed try of the messages that are in the retry queue or became dead letters.
    func failures() throws -> [TraceEntry] {
        try ServiceName.allCases.map(\.rawValue).flatMap { consumer in
            let statement = try db.makeStatement(
                sql: "SELECT number, at, error FROM \(consumer).attempts WHERE position = ? ORDER BY number")
            return try envelopes.flatMap { envelope in
                try Row.fetchAll(statement, arguments: [envelope["position"] as Int64]).map { row in
                    var entry = TraceEntry(
                        .failure, at: row["at"], by: consumer, envelope["type"],
                        detail: "try \(row["number"] as Int): \(row["error"] as String)")
                    entry.position = envelope["position"]
                    entry.messageId = envelope["id"]
                    entry.correlationId = envelope["correlation_id"]
                    entry.order = OrderID(stream: envelope["subject"] as String)?.rawValue
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
                    let change = (row["after"] as String?).map { ", now \($0)" } ?? ""
                    var entry = TraceEntry(
                        .byHand, at: row["at"], by: service, row["action"],
                        detail: "\(row["person"] as String): \(row["why"] as String)\(change)")
                    entry.position = row["position"]
                    entry.order = order
                    return entry
                }
            }
        }
    }
}
