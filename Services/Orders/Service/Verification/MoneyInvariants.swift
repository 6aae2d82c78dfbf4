import Contracts
import GRDB
import Verification

/// For each order: what was paid went through, is under way, or went back in full and once.
struct MoneyIsAccountedFor: Invariant {
    let name = "money-accounted-for"
    let rule = "What was paid has gone through, is under way, or went back once and in full."

    func check(_ facts: Facts) throws -> [Violation] {
        try violations(
            facts,
            """
            SELECT *, (SELECT group_concat(id, ' ') FROM messages WHERE subject = 'Order-' || order_id
                    AND type IN ('OrderPaid', 'OrderPaidNotification', 'OrderRefunded')) AS message_ids,
                CASE
                    WHEN payments > 1 THEN 'was paid ' || payments || ' times'
                    WHEN refunds > 1 THEN 'was refunded ' || refunds || ' times'
                    WHEN payments = 0 AND state IN ('paid', 'ready', 'completed') THEN 'is ' || state || ' without a payment'
                    WHEN payments = 0 AND refunds > 0 THEN 'was refunded without a payment'
                    WHEN paid <> total OR paid_currency <> currency THEN 'was paid another amount than its total'
                    WHEN refunds > 0 AND (readied > 0 OR completed > 0) THEN 'went through and was refunded all the same'
                    WHEN refunds > 0 AND cancelled = 0 THEN 'was refunded without being cancelled'
                    WHEN refunded <> paid OR refunded_currency <> paid_currency THEN 'was refunded another amount than was paid'
                    WHEN cancelled > 0 AND payments > 0 AND refunds = 0 THEN 'was paid and cancelled, and never refunded'
                END AS problem
            FROM order_facts WHERE problem IS NOT NULL ORDER BY order_id
            """
        ) { row in
            let total = amount(row, "total", "currency")
            let (paid, refunded) = (
                amount(row, "paid", "paid_currency"), amount(row, "refunded", "refunded_currency")
            )
            return "\(row["problem"]): total \(total), paid \(paid), refunded \(refunded)"
        }
    }
}

/// The ledger of money, kept beside the streams in the same transactions.
struct LedgerAgrees: Invariant {
    let name = "ledger-agrees"
    let rule = "The ledger has the payments and refunds that the event streams have, and no others."

    func check(_ facts: Facts) throws -> [Violation] {
        try violations(
            facts,
            """
            WITH entries (order_id, kind, side, amount, currency) AS (
                SELECT order_id, 'payment', 'stream', paid, paid_currency FROM order_facts WHERE payments > 0
                UNION ALL SELECT order_id, 'refund', 'stream', refunded, refunded_currency FROM order_facts WHERE refunds > 0
                UNION ALL SELECT order_id, kind, 'ledger', amount, currency FROM orders.ledger)
            SELECT order_id, kind, max(iif(side = 'stream', amount, NULL)) AS stream, max(iif(side = 'ledger', amount, NULL)) AS kept,
                min(currency) AS currency
            FROM entries GROUP BY order_id, kind
            HAVING count(*) <> 2 OR min(amount) <> max(amount) OR min(currency) <> max(currency)
            """
        ) { row in
            let (stream, kept) = (amount(row, "stream", "currency"), amount(row, "kept", "currency"))
            return "the ledger has a \(row["kind"]) of \(kept), the stream of \(stream)"
        }
    }
}

/// `12.50 EUR`, or `nothing`.
private func amount(_ row: FoundRow, _ amount: String, _ currency: String) -> String {
    guard let text = row.text(amount) else { return "nothing" }
    // Figures that are no money, in a file that is broken, are shown as they are.
    let money = row.number(amount).flatMap { try? Money(amount: $0, currency: row[currency]) }
    return money?.description ?? "\(text) \(row.text(currency) ?? "of no currency")"
}

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
        ) { row in "it chose \(row["style"]), and its payment is published as \(row["type"])" }
    }
}
