import GRDB

/// State and message are written in one transaction, so there is no change that the bus does not hear of.
struct StateChangesArePublished: Invariant {
    let name = "state-changes-published"
    let rule = "Whatever changed in a service is on the bus, or in that service's outbox on its way there."
    let needsWholeLog = true
    let selects: [String]

    func check(_ facts: Facts) throws -> [Violation] {
        guard !selects.isEmpty else { return [] }
        return try violations(
            facts,
            """
            WITH changes (subject, service, what, type) AS (\(selects.joined(separator: " UNION ALL ")))
            SELECT \(FactTables.order("c.subject")) AS order_id, c.service, c.what, c.type FROM changes AS c
            WHERE NOT EXISTS (SELECT 1 FROM published AS s WHERE s.subject = c.subject AND s.type = c.type)
                AND NOT EXISTS (SELECT 1 FROM outboxes AS o WHERE o.subject = c.subject AND o.type = c.type)
            ORDER BY 1
            """
        ) { row in
            "\(row["service"]) has \(row["what"]), but neither the bus nor its outbox has a \(row["type"])"
        }
    }
}

/// What was published has happened.
struct PublishedEventsMatchState: Invariant {
    let name = "published-events-match-state"
    let rule = "Whatever is on the bus, the service that published it has in its own database."
    let selects: [String]

    func check(_ facts: Facts) throws -> [Violation] {
        guard !selects.isEmpty else { return [] }
        return try violations(
            facts,
            """
            WITH found (subject, type, service, state) AS (\(selects.joined(separator: " UNION ALL ")))
            SELECT \(FactTables.order("f.subject")) AS order_id, f.type, f.service, f.state, group_concat(m.id, ' ') AS message_ids
            FROM found AS f JOIN messages AS m ON m.subject = f.subject AND m.type = f.type
            GROUP BY f.subject, f.type, f.service, f.state ORDER BY 1
            """
        ) { row in
            "the bus has \(row["type"]), but \(row["service"]) has \(row["state"]) for the order"
        }
    }
}
