/// What an order was paid for is what was reserved, packed and sent.
extension Breakage {
    private static let paid = Sample.orchestrated + Sample.completed

    static let ofContents = [
        Breakage(
            "a quantity in the order's own event is another", breaks: "orders-add-up", of: Sample.completed,
            reports: "its lines come to", along: ["payments-carry-order", "reservations-match-orders"],
            event(Sample.completed, "OrderCreated", "json_set(data, '$.items[0].quantity', 9)")),
        Breakage(
            "a price in the order's own event is another", breaks: "orders-add-up", of: Sample.completed,
            reports: "its lines come to", along: ["payments-carry-order"],
            event(Sample.completed, "OrderCreated", "json_set(data, '$.items[0].unitPrice.amount', 1)")),
        Breakage(
            "a line has another currency", breaks: "orders-add-up", of: Sample.completed, reports: "USD",
            along: ["payments-carry-order"],
            event(Sample.completed, "OrderCreated", "json_set(data, '$.items[0].unitPrice.currency', 'USD')")),
        Breakage(
            "the address in the order's own event is another", breaks: "payments-carry-order", of: Sample.completed,
            reports: "another address than its order", along: ["shipments-match-orders"],
            event(Sample.completed, "OrderCreated", "json_set(data, '$.shipTo.city', 'Bonn')")),
        Breakage(
            "the customer in the order's own event is another", breaks: "payments-carry-order", of: Sample.completed,
            reports: "another customer than its order",
            event(Sample.completed, "OrderCreated", "json_set(data, '$.customerId', 'C-EVIL')")),
        Breakage(
            "a refund on the log is of another amount", breaks: "order-events-as-published", of: Sample.short,
            reports: "says 1, and the order's stream 62500",
            (
                "bus",
                """
                UPDATE messages SET data = json_set(data, '$.amount.amount', 1), checksum = 0
                WHERE subject = 'Order-\(Sample.short)' AND type = 'OrderRefunded'
                """
            )),
        Breakage(
            "a cancellation on the log has another reason", breaks: "order-events-as-published", of: Sample.short,
            reports: "says noCarrier by process, and the order's stream stockShortage by process",
            (
                "bus",
                """
                UPDATE messages SET data = json_set(data, '$.reason', 'noCarrier'), checksum = 0
                WHERE subject = 'Order-\(Sample.short)' AND type = 'OrderCancelled'
                """
            )),
        Breakage(
            "an event is of a version that there is not", breaks: "events-readable", of: Sample.completed,
            reports: "of the unknown version 99",
            ("orders", "UPDATE events SET schema_version = 99 WHERE stream = 'Order-1' AND type = 'OrderPaid'")),
        Breakage(
            "an event is not JSON", breaks: "events-readable", of: Sample.short, reports: "whose contents are not JSON",
            along: ["money-accounted-for", "ledger-agrees"],
            event(Sample.short, "OrderRefunded", "'{\"a'")),
        Breakage(
            "another number of units is reserved than was ordered", breaks: "reservations-match-orders", of: Sample.completed,
            reports: "3 of MUG are taken for it, and 2 were ordered", along: ["reservations-agree", "reservations-as-published"],
            ("stock", "UPDATE reservations SET items = json_set(items, '$[0].quantity', 3) WHERE order_id = 1")),
        Breakage(
            "another article is reserved than was ordered", breaks: "reservations-match-orders", of: Sample.completed,
            reports: "none of MUG are taken for it, and 2 were ordered",
            along: ["reservations-agree", "reservations-as-published"],
            ("stock", "UPDATE reservations SET items = json_set(items, '$[0].sku', 'CUP') WHERE order_id = 1")),
        Breakage(
            "a reservation weighs something else", breaks: "reservations-as-published", of: Sample.completed,
            reports: "instead of 1",
            ("stock", "UPDATE reservations SET total_weight_grams = 1 WHERE order_id = 1")),
        Breakage(
            "a reservation is in another warehouse", breaks: "reservations-as-published", of: Sample.completed,
            reports: "instead of ELSEWHERE", along: ["reservations-agree"],
            ("stock", "UPDATE reservations SET warehouse_id = 'ELSEWHERE' WHERE order_id = 1")),
        Breakage(
            "a parcel goes to another address", breaks: "shipments-match-orders", of: Sample.completed,
            reports: "another address",
            ("shipping", "UPDATE shipments SET ship_to = json_set(ship_to, '$.city', 'Bonn') WHERE order_id = 1")),
        Breakage(
            "a parcel has an address that is not JSON", breaks: "shipments-match-orders", of: Sample.completed,
            reports: "another address", ("shipping", "UPDATE shipments SET ship_to = '{' WHERE order_id = 1")),
        Breakage(
            "a parcel weighs something else", breaks: "shipments-match-orders", of: Sample.completed,
            reports: "the weight 1 instead of",
            ("shipping", "UPDATE shipments SET total_weight_grams = 1 WHERE order_id = 1")),
        Breakage(
            "a parcel goes with a carrier that there is not", breaks: "shipments-match-orders", of: Sample.completed,
            reports: "the unknown carrier NOBODY", along: ["shipments-as-published"],
            ("shipping", "UPDATE shipments SET carrier_id = 'NOBODY' WHERE order_id = 1")),
        Breakage(
            "a parcel has another number", breaks: "shipments-as-published", of: Sample.completed, reports: "X-1",
            ("shipping", "UPDATE shipments SET tracking_number = 'X-1' WHERE order_id = 1")),
        Breakage(
            "a saga asks for something else", breaks: "sagas-know-orders", of: paid, reports: "other lines than its order",
            ("dispatch", "UPDATE sagas SET request = json_set(request, '$.items[0].quantity', 9) WHERE order_id = \(paid)")),
        Breakage(
            "a saga sends it elsewhere", breaks: "sagas-know-orders", of: paid, reports: "another address than its order",
            ("dispatch", "UPDATE sagas SET request = json_set(request, '$.shipTo.city', 'Bonn') WHERE order_id = \(paid)")),
        Breakage(
            "a request is not JSON", breaks: "sagas-know-orders", of: paid, reports: "a request that is not JSON",
            ("dispatch", "UPDATE sagas SET request = '{' WHERE order_id = \(paid)")),
        Breakage(
            "an audit trail is missing", breaks: "audit-complete", of: paid, reports: "is missing",
            ("dispatch", "DELETE FROM audit WHERE order_id = \(paid)")),
        Breakage(
            "an audit trail has a gap", breaks: "audit-complete", of: paid, reports: "entries, numbered 1 to",
            ("dispatch", "DELETE FROM audit WHERE order_id = \(paid) AND sequence = 2")),
        Breakage(
            "an audit trail names another message", breaks: "audit-complete", of: paid, reports: "names OrderReady",
            ("dispatch", "UPDATE audit SET cause = 'OrderReady' WHERE order_id = \(paid) AND sequence = 2")),
        Breakage(
            "a timeout is set for an order that is over", breaks: "timers-belong", of: Sample.completed,
            reports: "it is completed",
            ("orders", "INSERT INTO timers VALUES ('Order-1', 9000000000000000, 1, 'c', NULL, 'choreography', '', 0, 1)")),
        Breakage(
            "a saga that is over has a timeout", breaks: "timers-belong", of: paid, reports: "dispatch.db: a timeout is set",
            ("dispatch", "INSERT INTO timers VALUES ('Order-\(paid)', 9000000000000000, 1, 'c', NULL, 'orchestration', '', 0, 1)")
        ),
        Breakage(
            "a unit weighs something else", breaks: "weights-agree", reports: "weighs 1 g in stock.db",
            ("stock", "UPDATE stock_levels SET unit_weight_grams = 1 WHERE sku = 'MUG'")),
        Breakage(
            "an event has another time than its message", breaks: "order-events-dated", of: Sample.completed,
            reports: "OrderReady at",
            ("orders", "UPDATE events SET time = time + 1 WHERE stream = 'Order-1' AND type = 'OrderReady'")),
        Breakage(
            "a message is of a version that there is not", breaks: "messages-readable", reports: "is of the unknown version 9",
            ("bus", "UPDATE messages SET schema_version = 9, checksum = 0 WHERE position = 1")),
        Breakage(
            "a dead letter is in no known state", breaks: "dead-letters-known", reports: "is in the unknown state waitng",
            (
                "orders",
                """
                INSERT INTO dead_letters VALUES (1, 'unreadable', 1, 'x', 0, 'waitng', 'nothing', 'x', 'x', '/stock',
                    0, 1, 'c', NULL, 'choreography', 'x', '', '{}')
                """
            )),
        Breakage(
            "an answer cannot be given again", breaks: "answers-readable", reports: "under the key k",
            ("orders", "INSERT INTO idempotency VALUES ('POST /orders', 'k', 1, '{}', 0)")),
    ]

    private static func event(_ order: Int, _ type: String, _ data: String) -> (file: String, sql: String) {
        ("orders", "UPDATE events SET data = \(data) WHERE stream = 'Order-\(order)' AND type = '\(type)'")
    }
}
