import Verification

/// What `docket verify` knows of Orders.
let ordersVerification = ServiceVerification(
    facts: [OrderFacts.table, OrderFacts.lines],
    changes: [
        """
        SELECT e.stream, 'orders', 'an event ' || e.type,
            iif(e.type = 'OrderPaid' AND t.style = 'notification', 'OrderPaidNotification', e.type)
        FROM orders.events AS e LEFT JOIN order_facts AS t ON t.order_id = \(FactTables.order("e.stream"))
        """
    ],
    denials: [
        """
        SELECT s.subject, s.type, 'orders', 'no such event' FROM published AS s
        WHERE s.first <= \(Facts.horizonOfReading) AND s.subject GLOB 'Order-*'
            AND s.type IN ('OrderCreated', 'OrderPaid', 'OrderPaidNotification', 'OrderReady', 'OrderCompleted', 'OrderCancelled', 'OrderRefunded')
            AND NOT \(Facts.isLost(FactTables.order("s.subject")))
            AND NOT EXISTS (SELECT 1 FROM orders.events AS e WHERE e.stream = s.subject
                AND e.type = \(StoredEventInSQL.type(of: "s")))
        """
    ],
    waits: [
        """
        SELECT order_id, 'orders' AS service, 'paid' AS state FROM order_facts
        WHERE state = 'paid' AND 'Order-' || order_id NOT IN (SELECT subject FROM orders.timers)
            AND order_id NOT IN (SELECT order_id FROM excused WHERE closed)
        """
    ],
    strayTimers: [
        """
        SELECT t.order_id, 'orders', ifnull(t.state, 'unknown') FROM orders.timers AS o
        LEFT JOIN order_facts AS t ON t.order_id = \(FactTables.order("o.subject")) WHERE t.state IS NOT 'paid'
        """
    ],
    invariants: [
        EventsAreReadable(), StreamsAreWhole(), OrdersAddUp(), PaymentsCarryTheOrder(), OrderEventsAsPublished(),
        OrderEventsAreDated(), NumbersAreGivenOnce(), MoneyIsAccountedFor(), LedgerAgrees(), OrdersComeToAnEnd(),
        PaymentsKeepTheirStyle(),
    ])

/// The fact table `order_facts`: every order as its event stream has it.
private enum OrderFacts {
    static let table = ServiceVerification.FactTable(
        create: """
            CREATE TEMP TABLE order_facts (
                order_id INTEGER PRIMARY KEY, mode TEXT, customer_id TEXT, total INTEGER, currency TEXT, payments INTEGER,
                paid INTEGER, paid_currency TEXT, refunds INTEGER, refunded INTEGER, refunded_currency TEXT, reason TEXT,
                readied INTEGER, completed INTEGER, cancelled INTEGER, events INTEGER, version INTEGER, state TEXT, style TEXT,
                ship_to TEXT, created_at INTEGER
            )
            """,
        fill: ["DELETE FROM temp.order_facts", orderFacts, states])

    /// The fact table `order_lines`: what each order asks for, by SKU.
    static let lines = ServiceVerification.FactTable(
        create: """
            CREATE TEMP TABLE order_lines (order_id INTEGER, sku TEXT, quantity INTEGER, PRIMARY KEY (order_id, sku)) WITHOUT ROWID
            """,
        fill: [
            "DELETE FROM temp.order_lines",
            """
            INSERT INTO temp.order_lines
            SELECT \(FactTables.order("e.stream")), ifnull(item.value ->> '$.sku', ''), total(item.value ->> '$.quantity')
            FROM \(events) AS e, json_each(e.data, '$.items') AS item WHERE e.type = 'OrderCreated' AND e.stream GLOB 'Order-[0-9]*'
            GROUP BY 1, 2
            """,
        ])

    /// In SQL: the sum over the events of a type; NULL if there are none. By `total`, which overflows nothing: amounts end at 10^15.
    private static func amount(of type: String) -> String {
        "iif(sum(type = '\(type)') > 0, CAST(total(iif(type = '\(type)', data ->> '$.amount.amount', NULL)) AS INTEGER), NULL)"
    }

    /// In SQL: the events, with contents that SQLite can look into. ``EventsAreReadable`` names those that it cannot.
    private static let events = """
        (SELECT stream, version, type, time, iif(json_valid(data), data, '{}') AS data FROM orders.events)
        """

    /// The state of an order is what its last event made of it; a refund makes none.
    private static let orderFacts = """
        INSERT INTO temp.order_facts
        SELECT \(FactTables.order("stream")),
            max(iif(type = 'OrderCreated', data ->> '$.mode', NULL)),
            max(iif(type = 'OrderCreated', data ->> '$.customerId', NULL)),
            max(iif(type = 'OrderCreated', data ->> '$.total.amount', NULL)),
            max(iif(type = 'OrderCreated', data ->> '$.total.currency', NULL)),
            sum(type = 'OrderPaid'), \(amount(of: "OrderPaid")),
            max(iif(type = 'OrderPaid', data ->> '$.amount.currency', NULL)),
            sum(type = 'OrderRefunded'), \(amount(of: "OrderRefunded")),
            max(iif(type = 'OrderRefunded', data ->> '$.amount.currency', NULL)),
            max(iif(type = 'OrderCancelled', \(CancellationInSQL.reason("data")), NULL)),
            sum(type = 'OrderReady'), sum(type = 'OrderCompleted'), sum(type = 'OrderCancelled'), count(*), max(version), NULL,
            ifnull(max(iif(type = 'OrderCreated', data ->> '$.payloadStyle', NULL)), 'state-transfer'),
            max(iif(type = 'OrderCreated', data -> '$.shipTo', NULL)), max(iif(type = 'OrderCreated', time, NULL))
        FROM \(events) WHERE stream GLOB 'Order-[0-9]*' GROUP BY stream
        """

    private static let states = """
        UPDATE temp.order_facts SET state = (
            SELECT CASE type WHEN 'OrderCreated' THEN 'created' WHEN 'OrderPaid' THEN 'paid' WHEN 'OrderReady' THEN 'ready'
                WHEN 'OrderCompleted' THEN 'completed' WHEN 'OrderCancelled' THEN 'cancelled' END
            FROM orders.events WHERE stream = 'Order-' || order_id AND type <> 'OrderRefunded' ORDER BY version DESC LIMIT 1)
        """
}
