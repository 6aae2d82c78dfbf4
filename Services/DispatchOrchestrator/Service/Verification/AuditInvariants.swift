import GRDB
import Verification

/// A saga asks for what was ordered, to be sent where the customer wants it.
struct SagasKnowTheirOrders: Invariant {
    let name = "sagas-know-orders"
    let rule = "What a saga asks the services for are the lines and the address of its order."

    func check(_ facts: Facts) throws -> [Violation] {
        try violations(
            facts,
            """
            WITH asked (order_id, sku, quantity) AS (
                SELECT order_id, ifnull(item.value ->> '$.sku', ''), CAST(total(item.value ->> '$.quantity') AS INTEGER)
                FROM dispatch.sagas, json_each(iif(json_valid(request), request, '{}'), '$.items') AS item GROUP BY 1, 2)
            SELECT w.order_id, CASE
                    WHEN NOT json_valid(request) THEN 'a request that is not JSON'
                    WHEN request -> '$.shipTo' IS NOT t.ship_to THEN 'another address than its order'
                    WHEN EXISTS (SELECT sku, quantity FROM asked AS a WHERE a.order_id = w.order_id
                            EXCEPT SELECT sku, quantity FROM order_lines AS l WHERE l.order_id = w.order_id)
                        OR EXISTS (SELECT sku, quantity FROM order_lines AS l WHERE l.order_id = w.order_id
                            EXCEPT SELECT sku, quantity FROM asked AS a WHERE a.order_id = w.order_id)
                        THEN 'other lines than its order'
                END AS problem
            FROM dispatch.sagas AS w JOIN order_facts AS t USING (order_id)
            WHERE problem IS NOT NULL AND (NOT json_valid(request) OR json_array_length(request, '$.items') > 0) ORDER BY 1
            """
        ) { row in "dispatch.db: its saga has \(row["problem"])" }
    }
}

/// The audit trail is the answer to the question why, so nothing may be missing from it.
struct AuditTrailsAreComplete: Invariant {
    let name = "audit-complete"
    let rule =
        "Every saga has an audit trail numbered 1, 2, 3, which ends in its phase and names the messages that came, as they are on the bus."
    let needsSummaries = false

    func check(_ facts: Facts) throws -> [Violation] {
        try trails(facts) + entries(facts)
    }

    private func trails(_ facts: Facts) throws -> [Violation] {
        try violations(
            facts,
            """
            SELECT w.order_id, CASE
                    WHEN a.entries IS NULL THEN 'is missing'
                    WHEN a.first <> 1 OR a.entries <> a.last THEN 'has ' || a.entries || ' entries, numbered ' || a.first || ' to ' || a.last
                    WHEN phase_after IS NOT w.phase THEN 'ends in ' || ifnull(phase_after, 'no phase') || ', and the saga is ' || w.phase
                END AS problem
            FROM dispatch.sagas AS w LEFT JOIN (
                SELECT order_id, count(*) AS entries, min(sequence) AS first, max(sequence) AS last,
                    (SELECT phase_after FROM dispatch.audit AS l WHERE l.order_id = o.order_id AND phase_after IS NOT NULL
                        ORDER BY sequence DESC LIMIT 1) AS phase_after
                FROM dispatch.audit AS o GROUP BY order_id) AS a USING (order_id)
            WHERE problem IS NOT NULL ORDER BY 1
            """
        ) { row in "dispatch.db: its audit trail \(row["problem"])" }
    }

    /// A payment that was only notified is handled as the full event.
    private func entries(_ facts: Facts) throws -> [Violation] {
        try violations(
            facts,
            """
            SELECT a.order_id, a.sequence, a.cause, a.message_id AS message_ids, ifnull(m.type, 'nothing') AS found
            FROM dispatch.audit AS a LEFT JOIN messages AS m ON m.id = a.message_id
            WHERE a.cause IN (SELECT type FROM takes WHERE consumer = 'dispatch')
                AND iif(m.id IS NULL, \(Facts.compactedUpTo) = 0,
                    m.subject <> 'Order-' || a.order_id OR m.type NOT IN (a.cause, a.cause || 'Notification'))
            ORDER BY 1
            """
        ) { row in
            "dispatch.db: entry \(row["sequence"]) of its audit trail names \(row["cause"]), and the bus has \(row["found"]) under its id"
        }
    }
}
