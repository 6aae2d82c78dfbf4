extension Breakage {
    static let all = ofOrders + ofMoney + ofStock + ofParcels + ofSagas + ofTheLog + ofTelling + ofStyle + ofWaiting + ofContents

    private static let ofOrders = [
        Breakage(
            "an event is missing", breaks: "streams-whole", of: Sample.completed, reports: "has 4 events up to version 9",
            (
                "orders",
                """
                UPDATE events SET version = 9 WHERE stream = 'Order-1' AND type = 'OrderCompleted'
                """
            )),
        Breakage(
            "a number may be given again", breaks: "numbers-given", of: Sample.orchestrated + Sample.unpaid,
            reports: "beyond 11, the last that was given", ("orders", "UPDATE order_numbers SET last = 11")),
        Breakage(
            "a paid order is left lying", breaks: "orders-end", of: Sample.completed, reports: "it is still ready",
            along: ["published-events-match-state"],
            (
                "orders",
                """
                DELETE FROM events WHERE stream = 'Order-1' AND type = 'OrderCompleted'
                """
            )),
    ]

    private static let ofStyle = [
        Breakage(
            "a payment is told in full though its order chose the notification", breaks: "payments-keep-payload-style",
            of: Sample.completed,
            reports: "it chose notification, and its payment is published as OrderPaid", along: ["state-changes-published"],
            (
                "orders",
                """
                UPDATE events SET data = json_set(data, '$.payloadStyle', 'notification') WHERE stream = 'Order-1' AND type = 'OrderCreated'
                """
            ))
    ]

    private static let ofMoney = [
        Breakage(
            "less was refunded than was paid", breaks: "money-accounted-for", of: Sample.short,
            reports: "total 625.00 EUR, paid 625.00 EUR, refunded 1.00 EUR", along: ["order-events-as-published"],
            (
                "orders",
                """
                UPDATE events SET data = json_set(data, '$.amount.amount', 100) WHERE stream = 'Order-2' AND type = 'OrderRefunded';
                UPDATE ledger SET amount = 100 WHERE order_id = 2 AND kind = 'refund'
                """
            )),
        Breakage(
            "a paid order was cancelled and the money kept", breaks: "money-accounted-for", of: Sample.short,
            reports: "never refunded", along: ["published-events-match-state"],
            (
                "orders",
                """
                DELETE FROM events WHERE stream = 'Order-2' AND type = 'OrderRefunded';
                DELETE FROM ledger WHERE order_id = 2 AND kind = 'refund'
                """
            )),
        Breakage(
            "an order that went through was refunded", breaks: "money-accounted-for", of: Sample.completed,
            reports: "went through and was refunded", along: ["state-changes-published"],
            (
                "orders",
                """
                INSERT INTO events (stream, version, type, schema_version, time, correlation_id, data)
                SELECT stream, 5, 'OrderRefunded', 1, time, correlation_id, data FROM events
                WHERE stream = 'Order-1' AND type = 'OrderPaid';
                INSERT INTO ledger SELECT order_id, 'refund', amount, currency, at FROM ledger WHERE order_id = 1
                """
            )),
        Breakage(
            "the ledger has another amount", breaks: "ledger-agrees", of: Sample.orchestrated + Sample.completed,
            reports: "a payment of 0.01 EUR, the stream of 25.00 EUR",
            ("orders", "UPDATE ledger SET amount = 1 WHERE order_id = 7 AND kind = 'payment'")),
        Breakage(
            "the ledger lacks a refund", breaks: "ledger-agrees", of: Sample.short, reports: "a refund of nothing",
            ("orders", "DELETE FROM ledger WHERE order_id = 2 AND kind = 'refund'")),
    ]

    private static let ofStock = [
        Breakage(
            "a unit has vanished", breaks: "stock-balances", reports: "MUG in MAIN: 30 received, but 25 on hand",
            ("stock", "UPDATE stock_levels SET on_hand = on_hand - 1 WHERE sku = 'MUG'")),
        Breakage(
            "a parcel came back by itself", breaks: "reservations-agree",
            reports: "3 shipped on the level, 4 in the reservations",
            ("stock", "UPDATE stock_levels SET shipped = shipped - 1, on_hand = on_hand + 1 WHERE sku = 'MUG'")),
        Breakage(
            "a unit was received that nobody delivered", breaks: "receipts-agree",
            reports: "9 received on the level, 8 by the messages",
            ("stock", "UPDATE stock_levels SET received = received + 1, on_hand = on_hand + 1 WHERE sku = 'CUP'")),
    ]

    private static let ofParcels = [
        Breakage(
            "an unpaid order is booked", breaks: "shipments-paid", of: Sample.unpaid, reports: "was never paid",
            along: ["shipments-match-orders", "state-changes-published"],
            ("shipping", "INSERT INTO shipments (order_id, state, updated_at) VALUES (6, 'booked', 0)")),
        Breakage(
            "an order left the house that was never ready", breaks: "parcels-past-pivot", of: Sample.completed,
            reports: "the order is completed", along: ["published-events-match-state"],
            (
                "orders",
                """
                DELETE FROM events WHERE stream = 'Order-1' AND type = 'OrderReady';
                UPDATE events SET version = 3 WHERE stream = 'Order-1' AND type = 'OrderCompleted'
                """
            )),
        Breakage(
            "a cancelled order is still booked", breaks: "nothing-held-for-cancelled", of: Sample.cancelledPaid,
            reports: "its shipment is still booked", along: ["published-events-match-state"],
            ("shipping", "UPDATE shipments SET state = 'booked' WHERE order_id = 5")),
        Breakage(
            "a completed order's parcel is still here", breaks: "completed-left-house", of: Sample.completed,
            reports: "its shipment is booked", along: ["published-events-match-state"],
            ("shipping", "UPDATE shipments SET state = 'booked' WHERE order_id = 1")),
    ]

    private static let ofSagas = [
        Breakage(
            "a choreographed order is led", breaks: "sagas-belong", of: Sample.completed, reports: "chose choreography",
            along: ["audit-complete"],
            (
                "dispatch",
                """
                INSERT INTO sagas SELECT 1, phase, plan, undone, reason, total_weight_grams, late_answers, needs_attention,
                    attention, resumptions, started_at, updated_at, request FROM sagas WHERE order_id = 7
                """
            )),
        Breakage(
            "an orchestrated order is not led", breaks: "sagas-follow", of: Sample.orchestrated + Sample.short,
            reports: "no saga coordinates it", ("dispatch", "DELETE FROM sagas WHERE order_id = 8")),
        Breakage(
            "the two give different reasons", breaks: "sagas-belong", of: Sample.orchestrated + Sample.short,
            reports: "is cancelled because of noCarrier, and the order because of stockShortage",
            ("dispatch", "UPDATE sagas SET reason = 'noCarrier' WHERE order_id = 8")),
        Breakage(
            "something was asked for after the cancellation was heard of", breaks: "cancellations-remembered",
            of: Sample.orchestrated + Sample.short, reports: "the orchestrator knew it, and asked for ReserveStock",
            along: ["audit-complete"],
            (
                "dispatch",
                """
                INSERT INTO audit (order_id, sequence, at, cause, asked) SELECT order_id, max(sequence) + 1, at, 'OrderPaid', 'ReserveStock'
                FROM audit WHERE order_id = 8
                """
            )),
        Breakage(
            "a saga stands still", breaks: "sagas-follow", of: Sample.orchestrated + Sample.completed,
            reports: "its saga is booking", along: ["audit-complete", "waits-have-timeouts"],
            ("dispatch", "UPDATE sagas SET phase = 'booking' WHERE order_id = 7")),
    ]

    private static let ofTheLog = [
        Breakage(
            "a message is not as it was appended", breaks: "files-intact", reports: "the message at position 1 is not as it was",
            ("bus", "UPDATE messages SET traceparent = 'x' WHERE position = 1")),
        Breakage(
            "a file belongs to another log", breaks: "histories-fit", reports: "stock.db belongs to the log",
            ("stock", "UPDATE log_binding SET log = log + 1")),
        Breakage(
            "a consumer of the log is another", breaks: "files-intact",
            reports: "the row name stuck of consumers is of no service",
            ("bus", "UPDATE consumers SET name = 'stuck' WHERE name = 'stock'")),
        Breakage(
            "what a service has published last is another message", breaks: "files-intact",
            reports: "names a message that the log does not have",
            ("bus", "UPDATE publishers SET id = 'x' WHERE source = '/orders'")),
        Breakage(
            "the log is compacted up to nowhere", breaks: "files-intact",
            reports: "the row name compacted of meta is not a position",
            along: ["log-whole"],
            ("bus", "UPDATE meta SET value = -9223372036854775808 WHERE name = 'compacted'")),
        Breakage(
            "a consumer is ahead of the log", breaks: "log-whole", reports: "stock has read up to position 10000",
            along: ["histories-fit"],
            ("stock", "UPDATE checkpoint SET position = 10000")),
        Breakage(
            "a message is gone from the log", breaks: "log-whole", reports: "are missing from the log",
            along: ["state-changes-published"],
            ("bus", "DELETE FROM messages WHERE subject = 'Order-6' AND type = 'OrderCreated'")),
        Breakage(
            "the correlation id changes", breaks: "chains-unbroken", of: Sample.completed, reports: "has another correlation id",
            (
                "bus",
                "UPDATE messages SET correlation_id = 'another', checksum = 0 WHERE subject = 'Order-1' AND type = 'OrderCompleted'"
            )),
        Breakage(
            "a cause is unknown", breaks: "chains-unbroken", of: Sample.completed,
            reports: "names a cause that is not on the bus",
            (
                "bus",
                "UPDATE messages SET causation_id = 'nobody', checksum = 0 WHERE subject = 'Order-1' AND type = 'OrderCompleted'"
            )),
        Breakage(
            "a message comes from nowhere", breaks: "chains-unbroken", of: Sample.completed, reports: "names no cause",
            (
                "bus",
                "UPDATE messages SET causation_id = NULL, checksum = 0 WHERE subject = 'Order-1' AND type = 'OrderCompleted'"
            )),
        Breakage(
            "a refund is told twice", breaks: "effects-once", of: Sample.short, reports: "OrderRefunded stands 2 times",
            along: ["histories-fit"],
            repeatMessage("OrderRefunded", of: Sample.short)),
        Breakage(
            "a consumer has skipped a message", breaks: "messages-handled-once", of: Sample.completed,
            reports: "stock is past OrderPaid", ("stock", "DELETE FROM inbox WHERE message_id = 'Order-1/OrderPaid'")),
        Breakage(
            "a consumer has handled a message that there never was", breaks: "messages-handled-once",
            reports: "it is not on the bus", ("stock", "INSERT INTO inbox VALUES ('stock', 'made up', 5, 0)")),
        Breakage(
            "the checkpoint was not written with the inbox", breaks: "messages-handled-once", of: Sample.completed,
            reports: "is behind its checkpoint", along: ["histories-fit"], ("orders", "UPDATE checkpoint SET position = 1")),
    ]

    private static let ofTelling = [
        Breakage(
            "a shipment was given up in silence", breaks: "state-changes-published", of: Sample.unpaid,
            reports: "neither the bus nor its outbox has a ShipmentCancelled",
            ("shipping", "INSERT INTO shipments (order_id, state, updated_at) VALUES (6, 'cancelled', 0)")),
        Breakage(
            "the bus tells of a refund that never was", breaks: "published-events-match-state", of: Sample.unpaid,
            reports: "orders has no such event", along: ["histories-fit"],
            repeatMessage("OrderRefunded", of: Sample.cancelledPaid, subject: "Order-\(Sample.unpaid)")),
    ]

    private static let ofWaiting = [
        Breakage(
            "a saga waits without a timeout", breaks: "waits-have-timeouts", of: Sample.orchestrated + Sample.short,
            reports: "it is compensating, and dispatch has no timeout set for it", along: ["audit-complete", "sagas-follow"],
            ("dispatch", "UPDATE sagas SET phase = 'compensating' WHERE order_id = 8")),
        Breakage(
            "an answer that came late was not undone", breaks: "late-answers-undone", of: Sample.orchestrated + Sample.unserved,
            reports: "the StockReserved that came last was not undone", along: ["effects-once", "histories-fit"],
            (
                "bus",
                """
                INSERT INTO messages SELECT (SELECT max(position) + 1 FROM messages), time, schema_version, type, mode, source,
                    subject, partition_key, 'late', correlation_id, causation_id, traceparent, data, 0
                FROM messages WHERE type = 'StockReserved' AND subject = 'Order-9'
                """
            ),
            (
                "dispatch",
                """
                INSERT INTO inbox SELECT 'dispatch', 'late', position + 1, 0 FROM checkpoint;
                UPDATE checkpoint SET position = position + 1
                """
            )),
    ]
}
