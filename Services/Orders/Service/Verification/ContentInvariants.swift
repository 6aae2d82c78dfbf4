import GRDB
import Verification

/// An order made of half its events would be wrong, so each of them must be readable.
struct EventsAreReadable: Invariant {
    let name = "events-readable"
    let rule = "Every event of an order is of a type and version that Orders knows, and holds what one of its type holds."
    let needsSummaries = false

    /// The types, and in SQL what is missing in `data`.
    private static let missing = """
        CASE type
            WHEN 'OrderCreated' THEN (data ->> '$.customerId') IS NULL OR json_type(data, '$.items') IS NOT 'array'
                OR json_type(data, '$.shipTo') IS NOT 'object' OR json_type(data, '$.total.amount') IS NOT 'integer'
                OR (data ->> '$.mode') IS NULL OR schema_version > 2 AND (data ->> '$.orderedAt') IS NULL
            WHEN 'OrderPaid' THEN json_type(data, '$.amount.amount') IS NOT 'integer' OR (data ->> '$.amount.currency') IS NULL
            WHEN 'OrderRefunded' THEN json_type(data, '$.amount.amount') IS NOT 'integer' OR (data ->> '$.amount.currency') IS NULL
            WHEN 'OrderCancelled' THEN (data ->> '$.reason') IS NULL OR schema_version > 1 AND (data ->> '$.by') IS NULL
            WHEN 'OrderReady' THEN 0 WHEN 'OrderCompleted' THEN 0
        END
        """

    /// What is of no known type has its own words.
    private static let isOfUnknownVersion =
        "schema_version < 1"
        + EventCoding.newest.sorted { $0.key < $1.key }.map { " OR type = '\($0.key)' AND schema_version > \($0.value)" }.joined()

    func check(_ facts: Facts) throws -> [Violation] {
        try violations(
            facts,
            """
            SELECT \(FactTables.order("stream")) AS order_id, version, type, CASE
                    WHEN NOT json_valid(data) THEN 'whose contents are not JSON'
                    WHEN \(Self.isOfUnknownVersion) THEN 'of the unknown version ' || schema_version
                    ELSE iif(\(Self.missing), 'that lacks a part', iif(\(Self.missing) IS NULL, 'of an unknown type', NULL))
                END AS problem
            FROM orders.events WHERE problem IS NOT NULL ORDER BY 1, 2
            """
        ) { row in "orders.db: the stream has an event \(row["type"]) (version \(row["version"])) \(row["problem"])" }
    }
}

/// Prices and quantities are what the total says.
struct OrdersAddUp: Invariant {
    let name = "orders-add-up"
    let rule = "The total of an order is the sum of its lines, in one currency."
    let needsSummaries = false

    /// Floating point, so that a damaged number overflows nothing; sums of money are exact there up to 2^53.
    private static let price = "0.0 + (item.value ->> '$.quantity') * (0.0 + (item.value ->> '$.unitPrice.amount'))"
    private static let sum = "(SELECT CAST(total(\(price)) AS INTEGER) FROM json_each(c.data, '$.items') AS item)"
    private static let currencies =
        "(SELECT group_concat(DISTINCT item.value ->> '$.unitPrice.currency') FROM json_each(c.data, '$.items') AS item)"

    func check(_ facts: Facts) throws -> [Violation] {
        try violations(
            facts,
            """
            SELECT \(FactTables.order("c.stream")) AS order_id, \(Self.sum) AS sum, data ->> '$.total.amount' AS total, \(Self.currencies) AS currencies
            FROM orders.events AS c WHERE type = 'OrderCreated'
                AND iif(json_type(iif(json_valid(data), data, '{}'), '$.items') = 'array', NOT (
                    SELECT total(\(Self.price)) IS 0.0 + (c.data ->> '$.total.amount')
                        AND min(item.value ->> '$.unitPrice.currency') IS c.data ->> '$.total.currency'
                        AND max(item.value ->> '$.unitPrice.currency') IS c.data ->> '$.total.currency'
                    FROM json_each(c.data, '$.items') AS item), 0)
            ORDER BY 1
            """
        ) { row in "its lines come to \(row["sum"]) \(row["currencies"]) (minor units), and its total is \(row["total"])" }
    }
}

/// The payment that others read is the payment of the order.
struct PaymentsCarryTheOrder: Invariant {
    let name = "payments-carry-order"
    let rule = "Every OrderPaid on the bus has the customer, the lines, the address and the amount of its order."
    let needsSummaries = false

    private static let parts = [
        ("customer", "$.customerId", "$.customerId"), ("lines", "$.items", "$.items"), ("address", "$.shipTo", "$.shipTo"),
        ("amount", "$.amount", "$.total"),
    ]

    func check(_ facts: Facts) throws -> [Violation] {
        let differences = Self.parts.map { name, message, event in
            "iif(m.data -> '\(message)' IS NOT e.data -> '\(event)', ', \(name)', '')"
        }.joined(separator: " || ")
        return try violations(
            facts,
            """
            SELECT \(FactTables.order("m.subject")) AS order_id, m.id AS message_ids, m.position, \(differences) AS problem
            FROM messages AS m JOIN orders.events AS e ON e.stream = m.subject AND e.version = 1 AND e.type = 'OrderCreated'
            WHERE m.type = 'OrderPaid' AND m.source = '/orders' AND json_valid(m.data) AND json_valid(e.data) AND problem <> ''
            ORDER BY 1
            """
        ) { row in "OrderPaid at \(row["position"]) has another \(row["problem"].dropFirst(2)) than its order" }
    }
}

/// What others read of a refund or a cancellation is what happened to the order.
struct OrderEventsAsPublished: Invariant {
    let name = "order-events-as-published"
    let rule =
        "Every OrderRefunded and OrderCancelled on the bus has the amount or the reason of the event in its order's stream."
    let needsSummaries = false

    func check(_ facts: Facts) throws -> [Violation] {
        try violations(
            facts,
            """
            SELECT \(FactTables.order("m.subject")) AS order_id, m.id AS message_ids, m.position, m.type,
                ifnull(\(CancellationInSQL.reason("m.data")) || ' by ' || \(CancellationInSQL.by("m.data")), m.data ->> '$.amount.amount') AS published,
                ifnull(\(CancellationInSQL.reason("e.data")) || ' by ' || \(CancellationInSQL.by("e.data")), e.data ->> '$.amount.amount') AS stored
            FROM messages AS m JOIN orders.events AS e ON e.stream = m.subject AND e.type = m.type
            WHERE m.type IN ('OrderRefunded', 'OrderCancelled') AND m.source = '/orders' AND json_valid(m.data) AND json_valid(e.data)
                AND (m.data -> '$.amount' IS NOT e.data -> '$.amount' OR \(CancellationInSQL.reason("m.data")) IS NOT \(CancellationInSQL.reason("e.data"))
                    OR \(CancellationInSQL.by("m.data")) IS NOT \(CancellationInSQL.by("e.data")))
            ORDER BY 1
            """
        ) { row in "\(row["type"]) at \(row["position"]) says \(row["published"]), and the order's stream \(row["stored"])" }
    }
}

/// A message has the time of what it is about.
struct OrderEventsAreDated: Invariant {
    let name = "order-events-dated"
    let rule = "Every message that tells of an event in an order's stream has the time of that event."
    let needsSummaries = false

    func check(_ facts: Facts) throws -> [Violation] {
        try violations(
            facts,
            """
            SELECT \(FactTables.order("m.subject")) AS order_id, m.id AS message_ids, m.position, m.type, m.time AS published, e.time AS stored
            FROM messages AS m JOIN orders.events AS e ON e.stream = m.subject
                AND e.type = \(StoredEventInSQL.type(of: "m"))
            WHERE m.source = '/orders' AND m.time <> e.time ORDER BY 1
            """
        ) { row in
            "\(row["type"]) at \(row["position"]) is of \(row["published"]), and its event in the stream of \(row["stored"])"
        }
    }
}
