import CompactJSON
package import Contracts
import Decisions
import DurableSQLite
import EventBus
package import EventSourcing
package import Foundation
package import GRDB
import Instants
import Messaging
package import OrdersDomain

/// An order as its stream has it.
package struct StoredOrder: Sendable {
    package var order: OrderAggregate
    /// When the last event happened.
    package var updatedAt: Date

    package init(order: OrderAggregate, updatedAt: Date) {
        self.order = order
        self.updatedAt = updatedAt
    }
}

/// A line of the ledger: what an event says of money.
struct LedgerEntry {
    var kind: String
    var money: Money
}

extension LedgerEntry {
    /// `nil` for an event that moves no money.
    init?(_ event: OrderEvent) {
        switch event {
        case .paid(let amount): self.init(kind: "payment", money: amount)
        case .refunded(let amount): self.init(kind: "refund", money: amount)
        case .created, .readied, .cancelled, .completed: return nil
        }
    }
}

/// What the decisions about orders read and write: the event store, or memory while `orders.db` is made again from the log.
protocol OrdersState {
    func load(_ id: OrderID) throws -> StoredOrder?

    /// Appends the events to the order's stream and brings all that is made of events up to them.
    ///
    /// - Parameter order: The order as it was when the decision was made; `nil` for a new one. Its version must still be the
    ///   stream's, or the append throws.
    /// - Returns: The order as it is then.
    @discardableResult
    func append(_ events: [OrderEvent], to id: OrderID, _ order: OrderAggregate?, in context: Context) throws -> StoredOrder?
}

/// The tables of `orders.db` beside the event store: the ledger of money, and the numbers that were given.
package struct OrdersTables: OrdersState {
    let db: Database

    package init(_ db: Database) { self.db = db }

    static let store = EventStore(upcasters: FormerEvents.upcasters)
    /// A snapshot costs as much to read as some six events (`store.snapshot.breakeven`, 2 to 8), and more to write than one costs to
    /// append: so it should spare several times six. An order has six events at the most: none of today's comes to a snapshot.
    package static let snapshots = Snapshots(every: 32, schemaVersion: 1)

    /// The ledger takes one payment and one refund an order, whatever the code above it does.
    static func create(in db: Database) throws {
        try EventStore.createTables(db)
        try Snapshots.createTable(db)
        try db.execute(
            sql: """
                CREATE TABLE ledger (
                    order_id INTEGER NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('payment', 'refund')),
                    amount INTEGER NOT NULL CHECK (amount >= 0), currency TEXT NOT NULL, at INTEGER NOT NULL,
                    \(RowChecksums.column(of: "order_id, kind, amount, currency, at")),
                    PRIMARY KEY (order_id, kind)
                ) STRICT, WITHOUT ROWID;
                -- The last number that was given. Not read off the orders: numbers that were given in a past which this file does
                -- not know are left out by whoever restores it, or makes it again.
                CREATE TABLE order_numbers (
                    one INTEGER PRIMARY KEY CHECK (one = 1), last INTEGER NOT NULL, \(RowChecksums.column(of: "one, last"))
                ) STRICT;
                INSERT INTO order_numbers (one, last) VALUES (1, 0);
                """)
    }

    /// Every order as its stream has it, for tools and for people with a shell. It is a view, so it has nothing that could differ from the streams;
    /// what is asked of many orders again and again has a projection. Files of before have a table of this name.
    static func createOrderList(in db: Database) throws {
        if try db.tableExists("order_list") {
            try db.execute(
                sql: "DROP VIEW IF EXISTS checked_order_list; DROP VIEW IF EXISTS marked_order_list; DROP TABLE order_list")
        }
        func first(_ type: String, _ path: String) -> String { "max(iif(type = '\(type)', data ->> '$.\(path)', NULL))" }
        try db.execute(
            sql: """
                CREATE VIEW order_list AS
                SELECT CAST(substr(stream, 7) AS INTEGER) AS order_id,
                    CASE WHEN max(type = 'OrderCompleted') THEN 'completed' WHEN max(type = 'OrderCancelled') THEN 'cancelled'
                        WHEN max(type = 'OrderReady') THEN 'ready' WHEN max(type = 'OrderPaid') THEN 'paid' ELSE 'created' END AS state,
                    \(first("OrderCreated", "mode")) AS mode, \(first("OrderCreated", "customerId")) AS customer_id,
                    \(first("OrderCreated", "total.amount")) AS total, \(first("OrderCreated", "total.currency")) AS currency,
                    \(first("OrderPaid", "amount.amount")) AS paid, \(first("OrderRefunded", "amount.amount")) AS refunded,
                    max(iif(type = 'OrderCancelled', \(CancellationInSQL.reason("data")), NULL)) AS cancellation_reason,
                    max(version) AS version, min(time) AS created_at, max(time) AS updated_at
                FROM (SELECT stream, version, type, time, iif(json_valid(data), data, '{}') AS data FROM events)
                WHERE stream GLOB 'Order-[0-9]*' GROUP BY stream
                """)
    }

    /// Gives the next number. If the call that asked for it is undone, so is this.
    func nextID() throws -> OrderID? {
        let statement = try db.cachedStatement(
            sql: "UPDATE order_numbers SET last = last + 1 WHERE last < \(Int.max) RETURNING last")
        return try Int.fetchOne(statement).flatMap(OrderID.init(_:))
    }

    package func load(_ id: OrderID) throws -> StoredOrder? {
        if let snapshot = try Self.snapshots.load(id.stream, in: db) { return try load(id, from: snapshot) }
        let events = try Self.store.loadStream(id.stream, in: db)
        guard let last = events.last, let order = OrderAggregate.rehydrate(id, from: try events.map(EventCoding.decode)) else {
            return nil
        }
        return StoredOrder(order: order, updatedAt: last.time)
    }

    private func load(_ id: OrderID, from snapshot: Snapshot) throws -> StoredOrder {
        let events = try Self.store.loadStream(id.stream, after: snapshot.version, in: db)
        var order = try MessageCoding.decode(OrderAggregate.self, from: snapshot.data)
        for event in events { order.apply(try EventCoding.decode(event)) }
        return StoredOrder(order: order, updatedAt: events.last?.time ?? snapshot.time)
    }

    /// Keeps what the order's events have come to, for the next who loads it.
    package func takeSnapshot(_ stored: StoredOrder) throws {
        let data = try MessageCoding.encode(stored.order)
        try Self.snapshots.save(
            Snapshot(version: stored.order.version, time: stored.updatedAt, data: data), of: stored.order.id.stream, in: db)
    }

    /// Brings the ledger up to the events, in this transaction. Projections read the events later.
    @discardableResult
    func append(_ events: [OrderEvent], to id: OrderID, _ order: OrderAggregate?, in context: Context) throws -> StoredOrder? {
        let expected = order.map { ExpectedVersion.exactly($0.version) } ?? .noStream
        try Self.store.append(
            try events.map { try EventCoding.encode($0, at: context.now, origin: context.origin) }, to: id.stream,
            expecting: expected, in: db)
        var after = order
        for event in events {
            if after == nil { after = OrderAggregate.rehydrate(id, from: [event]) } else { after?.apply(event) }
            try keepLedger(id, event, at: context.now)
        }
        guard let after else { return nil }
        let stored = StoredOrder(order: after, updatedAt: context.now)
        if Self.snapshots.isDue(from: expected.version, to: after.version) { try takeSnapshot(stored) }
        return stored
    }

    private func keepLedger(_ id: OrderID, _ event: OrderEvent, at now: Date) throws {
        guard let entry = LedgerEntry(event) else { return }
        try db.cachedStatement(sql: "INSERT INTO ledger (order_id, kind, amount, currency, at) VALUES (?, ?, ?, ?, ?)")
            .execute(arguments: [id.rawValue, entry.kind, entry.money.amount, entry.money.currency, now.microsecondsSince1970])
    }
}
