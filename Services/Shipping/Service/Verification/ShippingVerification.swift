import GRDB
import Verification

/// What `docket verify` knows of Shipping.
let shippingVerification = ServiceVerification(
    changes: [shipments.changes],
    denials: shipments.denials,
    pastPivot: [
        "SELECT order_id, 'shipment is dispatched', 'ShipmentDispatched' FROM shipping.shipments WHERE state = 'dispatched'"
    ],
    held: ["SELECT order_id, 'its shipment is still booked', 'ShipmentBooked' FROM shipping.shipments WHERE state = 'booked'"],
    unfinished: [
        """
        SELECT t.order_id, 'its shipment is ' || ifnull(s.state, 'unknown') FROM order_facts AS t
        LEFT JOIN shipping.shipments AS s USING (order_id) WHERE t.state = 'completed' AND s.state IS NOT 'dispatched'
        """
    ],
    grants: [.init("ShipmentBooked", asked: "CancelShipment", returned: "ShipmentCancelled")],
    invariants: [ShipmentsArePaid(), ShipmentsMatchOrders(), ShipmentsAreAsPublished()])

private let shipments = StateTable(
    "shipping", "shipments", noun: "shipment",
    published: [
        ("booked", "ShipmentBooked"), ("failed", "ShipmentBookingFailed"), ("cancelled", "ShipmentCancelled"),
        ("dispatched", "ShipmentDispatched"),
    ],
    possible: [
        ("ShipmentBooked", ["booked", "cancelled", "dispatched"]), ("ShipmentBookingFailed", ["failed"]),
        ("ShipmentCancelled", ["cancelled"]), ("ShipmentDispatched", ["dispatched"]),
    ])

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
            its shipment \(row["tracking_number"]) is \(row["state"]), and the order, which is \
            \(row["order_state"]), was never paid
            """
        }
    }

    static let messages = """
        (SELECT group_concat(id, ' ') FROM messages
            WHERE subject = 'Order-' || s.order_id AND type IN ('ShipmentBooked', 'ShipmentDispatched'))
        """
}
