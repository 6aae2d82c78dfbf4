import GRDB
import Verification

/// What is in order by the rules, and yet waits for a person.
enum Warnings {
    static func all(_ facts: Facts) throws -> [String] {
        let letters = try facts.consumers.flatMap { service in
            [try deadLetters(of: service, facts.db), try discarded(by: service, facts.db)]
        }
        let ofServices = try facts.services.flatMap(\.verification.warnings).map { warning in
            list(try Row.fetchAll(facts.db, sql: warning.select).map(FoundRow.init), one: warning.one, many: warning.many)
        }
        return (letters + ofServices).compactMap(\.self)
    }

    private static func deadLetters(of service: String, _ db: Database) throws -> String? {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT count(*) AS count, (SELECT type || ' of ' || subject || ' at ' || position || ': ' || error
                    FROM \(service).dead_letters WHERE state IN ('waiting', 'retrying') ORDER BY position LIMIT 1) AS first
                FROM \(service).dead_letters WHERE state IN ('waiting', 'retrying')
                """)
        guard let row = row.map(FoundRow.init), let count = row.number("count"), count > 0 else { return nil }
        let first = row["first"]
        return "\(service) has \(count) dead letter\(count == 1 ? "" : "s"), the first \(first)"
    }

    /// What a person has decided: the order may have been left in the middle for good.
    private static func discarded(by service: String, _ db: Database) throws -> String? {
        let count =
            try Int.fetchOne(db, sql: "SELECT count(*) FROM \(service).dead_letters WHERE state = 'discarded'") ?? 0
        return count == 0 ? nil : "\(count) dead letter\(count == 1 ? " was" : "s were") discarded at \(service)"
    }

    private static func list(_ orders: [FoundRow], one: String, many: String) -> String? {
        guard !orders.isEmpty else { return nil }
        let named = orders.prefix(10).map { row in
            let reason = row.text("reason").map { " (\($0))" } ?? ""
            return "\(row["order_id"])\(reason)"
        }
        let list = named.joined(separator: ", ") + (orders.count > 10 ? ", …" : "")
        return "\(orders.count == 1 ? one : "\(orders.count) \(many)"): order \(list)"
    }
}
