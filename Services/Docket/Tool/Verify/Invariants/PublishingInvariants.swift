import GRDB

/// State and message are written in one transaction, so there is no change that the bus does not hear of.
struct StateChangesArePublished: Invariant {
    let name = "state-changes-published"
    let rule = "Whatever changed in a service is on the bus, or in that service's outbox on its way there."
    let needsWholeLog = true

    func check(_ facts: Facts) throws -> [Violation] {
        try violations(
            facts,
            """
            WITH message_of (state, type) AS (VALUES
                ('reserved', 'StockReserved'), ('short', 'StockShortageDetected'), ('released', 'StockReleased'),
                ('packed', 'OrderPacked'), ('shipped', 'OrderPacked'), ('booked', 'ShipmentBooked'),
                ('failed', 'ShipmentBookingFailed'), ('cancelled', 'ShipmentCancelled'), ('dispatched', 'ShipmentDispatched')),
            changes (subject, service, what, type) AS (
                SELECT e.stream, 'orders', 'an event ' || e.type,
                    iif(e.type = 'OrderPaid' AND t.style = 'notification', 'OrderPaidNotification', e.type)
                FROM orders.events AS e LEFT JOIN order_facts AS t ON t.order_id = \(FactTables.order("e.stream"))
                UNION ALL SELECT 'Order-' || order_id, 'stock', 'the reservation ' || state, type
                FROM stock.reservations JOIN message_of USING (state)
                UNION ALL SELECT 'Order-' || order_id, 'shipping', 'the shipment ' || state, type
                FROM shipping.shipments JOIN message_of USING (state))
            SELECT \(FactTables.order("c.subject")) AS order_id, c.service, c.what, c.type FROM changes AS c
            WHERE NOT EXISTS (SELECT 1 FROM published AS s WHERE s.subject = c.subject AND s.type = c.type)
                AND NOT EXISTS (SELECT 1 FROM outboxes AS o WHERE o.subject = c.subject AND o.type = c.type)
            ORDER BY 1
            """
        ) { row in
            "\(row["service"] as String) has \(row["what"] as String), but neither the bus nor its outbox has a \(row["type"] as String)"
        }
    }
}

/// What was published has happened.
struct PublishedEventsMatchState: Invariant {
    let name = "published-events-match-state"
    let rule = "Whatever is on the bus, the service that published it has in its own database."

    /// States in which a service may be once it has published the message. What it published may have been undone or carried on since.
    private static let states: [(service: String, table: String, type: String, states: String)] = [
        ("stock", "stock.reservations", "StockReserved", "'reserved', 'released', 'packed', 'shipped'"),
        ("stock", "stock.reservations", "StockShortageDetected", "'short'"),
        ("stock", "stock.reservations", "StockReleased", "'released'"),
        ("stock", "stock.reservations", "OrderPacked", "'packed', 'shipped'"),
        ("shipping", "shipping.shipments", "ShipmentBooked", "'booked', 'cancelled', 'dispatched'"),
        ("shipping", "shipping.shipments", "ShipmentBookingFailed", "'failed'"),
        ("shipping", "shipping.shipments", "ShipmentCancelled", "'cancelled'"),
        ("shipping", "shipping.shipments", "ShipmentDispatched", "'dispatched'"),
    ]

    func check(_ facts: Facts) throws -> [Violation] {
        let ofOrders = """
            SELECT s.subject, s.type, 'orders' AS service, 'no such event' AS state FROM published AS s
            WHERE s.first <= \(Facts.horizonOfReading) AND s.subject GLOB 'Order-*'
                AND s.type IN ('OrderCreated', 'OrderPaid', 'OrderPaidNotification', 'OrderReady', 'OrderCompleted', 'OrderCancelled', 'OrderRefunded')
                AND NOT \(Facts.isLost(FactTables.order("s.subject")))
                AND NOT EXISTS (SELECT 1 FROM orders.events AS e WHERE e.stream = s.subject
                    AND e.type = iif(s.type = 'OrderPaidNotification', 'OrderPaid', s.type))
            """
        let ofOthers = Self.states.map { service, table, type, states in
            """
            SELECT s.subject, s.type, '\(service)', ifnull('the state ' || x.state, 'nothing') FROM published AS s
            LEFT JOIN \(table) AS x ON x.order_id = \(FactTables.order("s.subject"))
            WHERE s.type = '\(type)' AND s.first <= \(Facts.horizonOfReading) AND ifnull(x.state, '') NOT IN (\(states))
            """
        }
        let all = ([ofOrders] + ofOthers).joined(separator: " UNION ALL ")
        return try violations(
            facts,
            """
            SELECT \(FactTables.order("f.subject")) AS order_id, f.type, f.service, f.state, group_concat(m.id, ' ') AS message_ids
            FROM (\(all)) AS f JOIN messages AS m ON m.subject = f.subject AND m.type = f.type
            GROUP BY f.subject, f.type, f.service, f.state ORDER BY 1
            """
        ) { row in
            "the bus has \(row["type"] as String), but \(row["service"] as String) has \(row["state"] as String) for the order"
        }
    }
}
