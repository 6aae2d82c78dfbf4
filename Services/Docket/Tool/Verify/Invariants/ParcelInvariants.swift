import GRDB

/// Nothing is booked on credit.
struct ShipmentsArePaid: Invariant {
    let name = "shipments-paid"
    let rule = "No shipment is booked or dispatched for an order that was never paid."

    func check(_ facts: Facts) throws -> [Violation] {
        try violations(
            facts,
            """
            SELECT s.order_id, s.state, ifnull(s.tracking_number, 'no tracking number') AS tracking_number,
                ifnull(t.state, 'unknown') AS order_state, \(Self.messages) AS message_ids
            FROM shipping.shipments AS s LEFT JOIN order_facts AS t USING (order_id)
            WHERE s.state IN ('booked', 'dispatched') AND ifnull(t.payments, 0) = 0 AND NOT \(Facts.isLost("s.order_id"))
            ORDER BY s.order_id
            """
        ) { row in
            """
            its shipment \(row["tracking_number"] as String) is \(row["state"] as String), and the order, which is \
            \(row["order_state"] as String), was never paid
            """
        }
    }

    static let messages = """
        (SELECT group_concat(id, ' ') FROM messages
            WHERE subject = 'Order-' || s.order_id AND type IN ('ShipmentBooked', 'ShipmentDispatched'))
        """
}

/// Only what is past the pivot is packed and leaves the house.
struct ParcelsArePastThePivot: Invariant {
    let name = "parcels-past-pivot"
    let rule = "No unit is packed and no parcel dispatched for an order that never became ready."

    func check(_ facts: Facts) throws -> [Violation] {
        try violations(
            facts,
            """
            WITH parcels (order_id, what, type) AS (
                SELECT order_id, 'stock is ' || state, 'OrderPacked' FROM stock.reservations WHERE state IN ('packed', 'shipped')
                UNION ALL SELECT order_id, 'shipment is dispatched', 'ShipmentDispatched' FROM shipping.shipments
                WHERE state = 'dispatched')
            SELECT p.order_id, p.what, ifnull(t.state, 'unknown') AS state,
                (SELECT group_concat(id, ' ') FROM messages WHERE subject = 'Order-' || p.order_id AND type = p.type) AS message_ids
            FROM parcels AS p LEFT JOIN order_facts AS t USING (order_id)
            WHERE ifnull(t.readied, 0) = 0 AND NOT \(Facts.isLost("p.order_id")) ORDER BY p.order_id
            """
        ) { row in "its \(row["what"] as String), and the order is \(row["state"] as String)" }
    }
}

/// Whoever held something for an order has let go of it.
struct NothingIsHeldForCancelled: Invariant {
    let name = "nothing-held-for-cancelled"
    let rule = "When nothing is left to be done, no stock is reserved and no shipment booked for a cancelled order."
    let needsDrainedBus = true

    func check(_ facts: Facts) throws -> [Violation] {
        try violations(
            facts,
            """
            WITH held (order_id, what, type) AS (
                SELECT order_id, 'its stock is still reserved', 'StockReserved' FROM stock.reservations WHERE state = 'reserved'
                UNION ALL SELECT order_id, 'its shipment is still booked', 'ShipmentBooked' FROM shipping.shipments
                WHERE state = 'booked')
            SELECT h.order_id, h.what, t.reason,
                (SELECT group_concat(id, ' ') FROM messages WHERE subject = 'Order-' || h.order_id AND type = h.type) AS message_ids
            FROM held AS h JOIN order_facts AS t USING (order_id)
            WHERE t.state = 'cancelled' AND h.order_id NOT IN (SELECT order_id FROM excused) ORDER BY h.order_id
            """
        ) { row in "\(row["what"] as String), though the order is cancelled (\(row["reason"] as String? ?? "no reason"))" }
    }
}

/// Completed means that the parcel is on its way.
struct CompletedOrdersLeft: Invariant {
    let name = "completed-left-house"
    let rule = "When nothing is left to be done, every completed order's shipment is dispatched and its stock shipped."
    let needsDrainedBus = true

    func check(_ facts: Facts) throws -> [Violation] {
        try violations(
            facts,
            """
            SELECT t.order_id, ifnull(s.state, 'unknown') AS shipment, ifnull(r.state, 'unknown') AS stock,
                (SELECT id FROM messages WHERE subject = 'Order-' || t.order_id AND type = 'OrderCompleted') AS message_ids
            FROM order_facts AS t LEFT JOIN shipping.shipments AS s USING (order_id) LEFT JOIN stock.reservations AS r USING (order_id)
            WHERE t.state = 'completed' AND (s.state IS NOT 'dispatched' OR r.state IS NOT 'shipped')
                AND t.order_id NOT IN (SELECT order_id FROM excused) ORDER BY t.order_id
            """
        ) { row in "it is completed, but its shipment is \(row["shipment"] as String) and its stock \(row["stock"] as String)" }
    }
}
