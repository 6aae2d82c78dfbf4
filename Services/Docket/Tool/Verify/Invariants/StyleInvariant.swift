import GRDB

/// Each payment is published the way the order chose: by a notification or by state transfer, never both.
struct PaymentsKeepTheirStyle: Invariant {
    let name = "payments-keep-payload-style"
    let rule =
        "A payment is published as OrderPaidNotification if its order chose notification, and as OrderPaid if not; never as both."

    func check(_ facts: Facts) throws -> [Violation] {
        try violations(
            facts,
            """
            SELECT t.order_id, s.type, t.style,
                (SELECT group_concat(id, ' ') FROM messages AS m WHERE m.subject = s.subject AND m.type = s.type) AS message_ids
            FROM published AS s JOIN order_facts AS t ON t.order_id = \(FactTables.order("s.subject"))
            WHERE s.type IN ('OrderPaid', 'OrderPaidNotification') AND s.subject GLOB 'Order-*'
                AND (s.type = 'OrderPaidNotification') <> (t.style = 'notification')
            ORDER BY t.order_id
            """
        ) { row in "it chose \(row["style"] as String), and its payment is published as \(row["type"] as String)" }
    }
}
