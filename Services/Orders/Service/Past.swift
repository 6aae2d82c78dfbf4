package import Contracts
import Decisions
package import GRDB
import OrdersDomain

/// Orders' database as it was when the log had come to some position.
///
/// Nothing is computed that is not in the files: an event happened by then if Orders had published it by then. Orders publishes in the order of
/// its events, so the last published event, and all before it, are the past. What had happened and was not published yet is in the
/// outbox. Not copied: idempotency keys, dead letters and the record of interventions.
package struct OrdersPast {
    /// `orders.db` and `bus.db` as they are now.
    package var orders: String
    package var bus: String
    /// Of the log.
    package var position: Int64

    package init(orders: String, bus: String, position: Int64) {
        self.orders = orders
        self.bus = bus
        self.position = position
    }

    private static let event = "position, stream, version, type, schema_version, time, correlation_id, causation_id, data"
    private static let columns = """
        id, type, subject, source, time, schema_version, correlation_id, causation_id, mode, partition_key, traceparent, data
        """

    /// The place in Orders' store up to which an order had come when the log was at `position`; `nil` if it did not exist by then.
    ///
    /// - Parameter db: With `messages` and `events` in it, of whatever file.
    package static func moment(of order: OrderID, at position: Int64, in db: Database) throws -> OrderMoment? {
        try Int64.fetchOne(
            db,
            sql: """
                SELECT max(e.position) FROM messages m
                JOIN events p ON p.stream = m.subject AND p.type = \(StoredEventInSQL.type(of: "m"))
                JOIN events e ON e.stream = p.stream AND e.time = p.time
                WHERE m.subject = ? AND m.source = '/orders' AND m.position <= ?
                """, arguments: [order.stream, position]
        ).map(OrderMoment.position)
    }

    /// - Parameter queue: Of a database that has Orders' tables and nothing in them.
    /// - Returns: How many events there were.
    package func write(into queue: DatabaseQueue) throws -> Int {
        try queue.inDatabase { db in
            try db.execute(sql: "ATTACH DATABASE ? AS old", arguments: [orders])
            try db.execute(sql: "ATTACH DATABASE ? AS bus", arguments: [bus])
            defer { try? db.execute(sql: "DETACH DATABASE old; DETACH DATABASE bus") }  // The connection is closed next.
            try db.inTransaction {
                let last = try lastEvent(db)
                try copy(upTo: last, db)
                return .commit
            }
            return try Int.fetchOne(db, sql: "SELECT count(*) FROM main.events") ?? 0
        }
    }

    /// The last event that had happened; with it all that happened in the same moment to the same order.
    private func lastEvent(_ db: Database) throws -> Int64 {
        let told = try Int64.fetchOne(
            db,
            sql: """
                SELECT max(e.position) FROM bus.messages m JOIN old.events e ON e.stream = m.subject
                    AND e.type = \(StoredEventInSQL.type(of: "m"))
                WHERE m.source = '/orders' AND m.position <= ?
                """, arguments: [position])
        guard let told else { return 0 }
        return try Int64.fetchOne(
            db,
            sql: """
                SELECT max(e.position) FROM old.events t JOIN old.events e ON e.stream = t.stream AND e.time = t.time
                WHERE t.position = ?
                """, arguments: [told]) ?? told
    }

    private func copy(upTo last: Int64, _ db: Database) throws {
        let unhandled = "SELECT causation_id FROM old.events WHERE position > \(last) AND causation_id IS NOT NULL"
        for sql in [
            """
            INSERT INTO main.events (\(Self.event)) SELECT \(Self.event) FROM old.events WHERE position <= \(last) ORDER BY position
            """,
            """
            INSERT INTO main.ledger SELECT l.order_id, l.kind, l.amount, l.currency, l.at FROM old.ledger l WHERE EXISTS (
                SELECT 1 FROM main.events e WHERE e.stream = 'Order-' || l.order_id
                    AND e.type = CASE l.kind WHEN 'payment' THEN 'OrderPaid' ELSE 'OrderRefunded' END)
            """,
            """
            INSERT INTO main.checkpoint SELECT 'orders', ifnull(
                (SELECT min(position) - 1 FROM bus.messages WHERE position <= \(position) AND id IN (\(unhandled))), \(position))
            """,
            """
            INSERT INTO main.inbox SELECT consumer, message_id, position, handled_at FROM old.inbox
            WHERE position <= (SELECT position FROM main.checkpoint)
            """,
            """
            INSERT INTO main.outbox (\(Self.columns)) SELECT \(Self.columns) FROM bus.messages m
            WHERE m.source = '/orders' AND m.position > \(position)
                AND m.time <= (SELECT max(time) FROM main.events)
                AND EXISTS (SELECT 1 FROM main.events e WHERE e.stream = m.subject
                    AND e.type = \(StoredEventInSQL.type(of: "m")))
            ORDER BY m.position
            """,
        ] {
            try db.execute(sql: sql)
        }
        try db.execute(
            sql: "UPDATE main.order_numbers SET last = (SELECT ifnull(max(order_id), 0) FROM main.order_list)")
        try timeout(db)
    }

    /// Orders keeps a timeout for what is paid and not ready. How often a timeout had fired is not known: each begins with the payment.
    private func timeout(_ db: Database) throws {
        for mode in CoordinationMode.allCases {
            try timeout(mode, for: Int64(TimeoutPolicy().wholeOrder(in: mode, attempt: 0) * 1_000_000), db)
        }
    }

    private func timeout(_ mode: CoordinationMode, for microseconds: Int64, _ db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO main.timers (subject, due, attempt, correlation_id, causation_id, mode, traceparent, failures, set_at)
                SELECT 'Order-' || l.order_id, e.time + ?, 0, e.correlation_id, e.causation_id, l.mode, '', 0, e.time
                FROM main.order_list l JOIN main.events e ON e.stream = 'Order-' || l.order_id AND e.type = 'OrderPaid'
                WHERE l.state = 'paid' AND l.mode = ?
                """, arguments: [microseconds, mode.rawValue])
    }
}
