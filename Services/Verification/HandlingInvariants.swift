import GRDB

/// The inbox of each consumer has what the bus has for it up to its checkpoint: each message once, none left out, none made up.
struct MessagesAreHandledOnce: Invariant {
    let name = "messages-handled-once"
    let rule =
        "Every message up to a consumer's checkpoint that it takes was handled once, waits to be tried again, or is a dead letter."
    let needsSummaries = false

    func check(_ facts: Facts) throws -> [Violation] {
        try facts.consumers.flatMap { consumer in
            try leftOut(by: consumer, facts) + madeUp(by: consumer, facts) + handledTooSoon(by: consumer, facts)
        }
    }

    private func leftOut(by consumer: String, _ facts: Facts) throws -> [Violation] {
        try violations(
            facts,
            """
            SELECT \(Self.order("m.subject")) AS order_id, m.id AS message_ids, m.type, m.position FROM messages AS m
            WHERE m.position <= \(Facts.checkpoint(of: consumer))
                AND (m.type, m.mode) IN (SELECT type, mode FROM takes WHERE consumer = '\(consumer)')
                AND NOT EXISTS (SELECT 1 FROM \(consumer).inbox AS i WHERE i.consumer = '\(consumer)' AND i.message_id = m.id)
                AND m.position NOT IN (SELECT position FROM \(consumer).retry_queue)
                AND m.position NOT IN (SELECT position FROM \(consumer).dead_letters)
            """
        ) { row in "\(consumer) is past \(row["type"]) at \(row["position"]) and has not handled it" }
    }

    private func madeUp(by consumer: String, _ facts: Facts) throws -> [Violation] {
        try violations(
            facts,
            """
            SELECT \(Self.order("m.subject")) AS order_id, i.message_id AS message_ids, i.position, m.position AS found
            FROM \(consumer).inbox AS i LEFT JOIN messages AS m ON m.id = i.message_id
            WHERE i.position > \(Facts.compactedUpTo) AND i.position IS NOT m.position
            """
        ) { row in
            let found = row.text("found").map { "it is at \($0)" } ?? "it is not on the bus"
            return "\(consumer) has handled a message at \(row["position"]), but \(found)"
        }
    }

    private func handledTooSoon(by consumer: String, _ facts: Facts) throws -> [Violation] {
        let checkpoint = Facts.checkpoint(of: consumer)
        return try violations(
            facts,
            """
            WITH early (message_id, position, problem) AS (
                SELECT message_id, position, 'is behind its checkpoint ' || \(checkpoint) FROM \(consumer).inbox
                WHERE position > \(checkpoint)
                UNION ALL SELECT p.id, p.position, 'is to be tried again' FROM \(consumer).retry_queue AS p
                JOIN \(consumer).inbox AS i ON i.consumer = '\(consumer)' AND i.message_id = p.id)
            SELECT \(Self.order("m.subject")) AS order_id, e.message_id AS message_ids, e.position, e.problem
            FROM early AS e LEFT JOIN messages AS m ON m.id = e.message_id
            """
        ) { row in "\(consumer) has handled the message at \(row["position"]), which \(row["problem"])" }
    }

    private static func order(_ subject: String) -> String {
        "iif(\(subject) GLOB 'Order-*', \(FactTables.order(subject)), NULL)"
    }
}
