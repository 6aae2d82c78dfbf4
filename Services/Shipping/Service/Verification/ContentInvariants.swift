import GRDB
import Verification

/// A parcel goes to the address of its order, with the weight of its units, by a carrier that exists.
struct ShipmentsMatchOrders: Invariant {
    let name = "shipments-match-orders"
    let rule =
        "A booked or dispatched shipment has its order's address, the weight that Stock published, and a carrier that exists."

    func check(_ facts: Facts) throws -> [Violation] {
        try violations(
            facts,
            """
            SELECT s.order_id, m.id AS message_ids,
                iif(NOT json_valid(ifnull(s.ship_to, '')) OR json(s.ship_to) IS NOT t.ship_to, ', another address than its order''s', '')
                || iif(m.id IS NOT NULL AND s.total_weight_grams IS NOT m.data ->> '$.totalWeightGrams',
                    ', the weight ' || ifnull(s.total_weight_grams, 'none') || ' instead of ' || (m.data ->> '$.totalWeightGrams'), '')
                || iif(c.id IS NULL, ', the unknown carrier ' || ifnull(s.carrier_id, 'none'), '') AS problem
            FROM shipping.shipments AS s JOIN order_facts AS t USING (order_id)
            LEFT JOIN messages AS m ON m.subject = 'Order-' || s.order_id AND m.type = 'StockReserved' AND m.source = '/stock'
                AND json_valid(m.data)
            LEFT JOIN shipping.carriers AS c ON c.id = s.carrier_id
            WHERE s.state IN ('booked', 'dispatched') AND problem <> '' ORDER BY 1
            """
        ) { row in "shipping.db: its shipment has \(row["problem"].dropFirst(2))" }
    }
}

/// What Shipping has published of a shipment is what it has.
struct ShipmentsAreAsPublished: Invariant {
    let name = "shipments-as-published"
    let rule = "ShipmentBooked and ShipmentDispatched name the carrier and the tracking number that the shipment has."
    let needsSummaries = false

    func check(_ facts: Facts) throws -> [Violation] {
        try violations(
            facts,
            """
            SELECT s.order_id, m.id AS message_ids, m.type, m.position,
                ifnull(m.data ->> '$.carrierId', 'no carrier') || ', ' || ifnull(m.data ->> '$.trackingNumber', 'no number') AS published,
                ifnull(s.carrier_id, 'no carrier') || ', ' || ifnull(s.tracking_number, 'no number') AS kept
            FROM shipping.shipments AS s JOIN messages AS m ON m.subject = 'Order-' || s.order_id
            WHERE s.state IN ('booked', 'dispatched') AND m.type IN ('ShipmentBooked', 'ShipmentDispatched')
                AND m.source = '/shipping' AND json_valid(m.data) AND published <> kept
            ORDER BY 1
            """
        ) { row in "\(row["type"]) at \(row["position"]) says \(row["published"]), and shipping.db \(row["kept"])" }
    }
}
