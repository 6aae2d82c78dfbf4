import GRDB
import Verification

/// The streams are the truth about orders, so first of all they must be whole.
struct StreamsAreWhole: Invariant {
    let name = "streams-whole"
    let rule = "Every order's events are numbered 1, 2, 3 without a gap, begin with its creation, and let it end one way only."

    func check(_ facts: Facts) throws -> [Violation] {
        try violations(
            facts,
            """
            SELECT *, CASE
                    WHEN mode IS NULL THEN 'has no OrderCreated'
                    WHEN events <> version THEN 'has ' || events || ' events up to version ' || version
                    WHEN (SELECT type FROM orders.events WHERE stream = 'Order-' || order_id AND version = 1) <> 'OrderCreated'
                        THEN 'does not begin with OrderCreated'
                    WHEN state IS NULL THEN 'ends with an event of no known type'
                    WHEN cancelled > 0 AND (readied > 0 OR completed > 0) THEN 'both went through and was cancelled'
                END AS problem
            FROM order_facts WHERE problem IS NOT NULL ORDER BY order_id
            """
        ) { row in "the stream of order \(row["order_id"]) \(row["problem"])" }
    }
}

/// No order is forgotten. An unpaid order may wait for ever.
struct OrdersComeToAnEnd: Invariant {
    let name = "orders-end"
    let rule = "When nothing is left to be done, every paid order is completed or cancelled."
    let needsDrainedBus = true

    func check(_ facts: Facts) throws -> [Violation] {
        try violations(
            facts,
            """
            SELECT order_id, state, mode,
                (SELECT id FROM messages WHERE subject = 'Order-' || order_id ORDER BY position DESC LIMIT 1) AS message_ids
            FROM order_facts WHERE state IN ('paid', 'ready') AND order_id NOT IN (SELECT order_id FROM excused) ORDER BY order_id
            """
        ) { row in "it is still \(row["state"]) (\(row["mode"])), and nothing waits to be done for it" }
    }
}

/// A number that was given stays given.
struct NumbersAreGivenOnce: Invariant {
    let name = "numbers-given"
    let rule = "No order has a number beyond the last that Orders knows to have given."

    func check(_ facts: Facts) throws -> [Violation] {
        try violations(
            facts,
            """
            SELECT order_id, (SELECT last FROM orders.order_numbers) AS last FROM order_facts
            WHERE order_id > ifnull((SELECT last FROM orders.order_numbers), 0) ORDER BY order_id
            """
        ) { row in "its number is beyond \(row["last"]), the last that was given" }
    }
}
