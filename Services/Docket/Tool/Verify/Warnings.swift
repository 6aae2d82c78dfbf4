import GRDB

/// What is in order by the rules, and yet waits for a person.
enum Warnings {
    static func all(_ facts: Facts) throws -> [String] {
        try Facts.consumers.compactMap { try deadLetters(of: $0, facts.db) } + [try attention(facts.db)].compactMap(\.self)
    }

    private static func deadLetters(of service: String, _ db: Database) throws -> String? {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT count(*) AS count, (SELECT type || ' of ' || subject || ' at ' || position || ': ' || error
                    FROM \(service).dead_letters ORDER BY position LIMIT 1) AS first
                FROM \(service).dead_letters
                """)
        guard let row, let count = row["count"] as Int?, count > 0 else { return nil }
        let first: String = row["first"]
        return "\(service) has \(count) dead letter\(count == 1 ? "" : "s"), the first \(first)"
    }

    private static func attention(_ db: Database) throws -> String? {
        let orders = try Int.fetchAll(db, sql: "SELECT order_id FROM dispatch.workflows WHERE needs_attention ORDER BY order_id")
        guard !orders.isEmpty else { return nil }
        let named = orders.prefix(10).map(String.init).joined(separator: ", ") + (orders.count > 10 ? ", …" : "")
        return "\(orders.count) workflow\(orders.count == 1 ? " needs" : "s need") attention: order \(named)"
    }
}
