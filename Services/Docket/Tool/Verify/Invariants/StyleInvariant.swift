import GRDB

/// Each payment is told the way the order chose: by a bell or on a plate, never both.
struct PaymentsKeepTheirStyle: Invariant {
    let name = "payments-keep-style"
    let rule = "A payment is told by OrderPaidNotice if its order chose notification, and by OrderPaid if not; never by both."

    func check(_ facts: Facts) throws -> [Violation] {
        try violations(
            facts,
            """
            SELECT t.order_id, s.type, t.style,
                (SELECT group_concat(id, ' ') FROM messages AS m WHERE m.subject = s.subject AND m.type = s.type) AS message_ids
            FROM said AS s JOIN told AS t ON t.order_id = \(FactTables.order("s.subject"))
            WHERE s.type IN ('OrderPaid', 'OrderPaidNotice') AND s.subject GLOB 'Order-*'
                AND (s.type = 'OrderPaidNotice') <> (t.style = 'notification')
            ORDER BY t.order_id
            """
        ) { row in "it chose \(row["style"] as String), and its payment is told by \(row["type"] as String)" }
    }
}
