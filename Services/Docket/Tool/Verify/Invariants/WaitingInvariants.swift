import GRDB

/// Nobody waits for ever for an answer that never comes.
struct WaitsHaveTimeouts: Invariant {
    let name = "waits-have-timeouts"
    let rule =
        "Whoever waits for an answer has a timeout set: Orders for every paid order, the orchestrator for each step."

    /// Orders' streams and timeouts are of one moment, as are the orchestrator's workflows and timeouts.
    func check(_ facts: Facts) throws -> [Violation] {
        try violations(
            facts,
            """
            SELECT order_id, 'orders' AS service, 'paid' AS state FROM order_facts
            WHERE state = 'paid' AND 'Order-' || order_id NOT IN (SELECT subject FROM orders.timers)
                AND order_id NOT IN (SELECT order_id FROM dispatch.workflows WHERE phase = 'closed')
            UNION ALL
            SELECT order_id, 'dispatch', phase FROM dispatch.workflows
            WHERE phase IN ('reserving', 'booking', 'markingReady', 'compensating') AND NOT needs_attention
                AND 'Order-' || order_id NOT IN (SELECT subject FROM dispatch.timers)
            ORDER BY 1
            """
        ) { row in "it is \(row["state"] as String), and \(row["service"] as String) has no timeout set for it" }
    }
}

/// What is granted after it was given up is given up again.
struct LateAnswersAreUndone: Invariant {
    let name = "late-answers-undone"
    let rule =
        "When nothing is left to be done, whatever was granted to a cancelled orchestrated order was given back, or asked back, after."
    let needsDrainedBus = true
    let needsWholeLog = true

    func check(_ facts: Facts) throws -> [Violation] {
        try violations(
            facts,
            """
            WITH undo (granted, asked, given) AS (VALUES
                ('StockReserved', 'ReleaseStock', 'StockReleased'), ('ShipmentBooked', 'CancelShipment', 'ShipmentCancelled'))
            SELECT t.order_id, m.type, m.id AS message_ids FROM order_facts AS t JOIN undo
                JOIN messages AS m ON m.subject = 'Order-' || t.order_id AND m.type = undo.granted
            WHERE t.state = 'cancelled' AND t.workflow = 'orchestration' AND m.source IN (\(FactTables.services))
                AND t.order_id NOT IN (SELECT order_id FROM excused)
                AND NOT EXISTS (SELECT 1 FROM messages AS u WHERE u.subject = m.subject AND u.position > m.position
                    AND u.type IN (undo.asked, undo.given))
            ORDER BY t.order_id
            """
        ) { row in "it is cancelled, and nobody has undone the \(row["type"] as String) that came last" }
    }
}
