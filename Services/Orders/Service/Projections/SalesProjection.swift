import Contracts
import Decisions
import DurableSQLite
import EventSourcing
import GRDB
import Instants
import OrdersDomain

/// What was sold, by day (UTC, of the payment) and SKU, and what of it was given back, by the day of the refund.
struct SalesProjection: Projection {
    let name = "sales"
    let version = 1

    func createTables(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE sales (
                    day TEXT NOT NULL, sku TEXT NOT NULL, currency TEXT NOT NULL, units INTEGER NOT NULL, amount INTEGER NOT NULL,
                    refunded_units INTEGER NOT NULL, refunded_amount INTEGER NOT NULL,
                    \(RowChecksums.column(of: "day, sku, currency, units, amount, refunded_units, refunded_amount")),
                    PRIMARY KEY (day, sku, currency)
                ) STRICT, WITHOUT ROWID;
                -- What orders are made of that may still be paid or refunded.
                CREATE TABLE lines (
                    order_id INTEGER NOT NULL, sku TEXT NOT NULL, currency TEXT NOT NULL, units INTEGER NOT NULL,
                    amount INTEGER NOT NULL, \(RowChecksums.column(of: "order_id, sku, currency, units, amount")),
                    PRIMARY KEY (order_id, sku, currency)
                ) STRICT, WITHOUT ROWID;
                """)
    }

    func apply(_ event: StoredEvent, in db: Database) throws {
        guard let id = OrderID(stream: event.stream) else { return }
        let day = String(Instant(event.time).description.prefix(10))
        switch try EventCoding.decode(event) {
        case .created(let details): for item in details.items { try keep(item, of: id, in: db) }
        case .paid: try add(id, day, units: "units", amount: "amount", in: db)
        case .refunded:
            try add(id, day, units: "refunded_units", amount: "refunded_amount", in: db)
            try forget(id, in: db)
        case .completed: try forget(id, in: db)
        case .readied, .cancelled: return
        }
    }

    private func keep(_ item: OrderItem, of id: OrderID, in db: Database) throws {
        let amount = try OrderItem.total(of: [item]).amount
        try db.cachedStatement(
            sql: """
                INSERT INTO lines (order_id, sku, currency, units, amount) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET units = units + excluded.units, amount = amount + excluded.amount
                """
        ).execute(arguments: [id.rawValue, item.sku.rawValue, item.unitPrice.currency, item.quantity.rawValue, amount])
    }

    private func add(_ id: OrderID, _ day: String, units: String, amount: String, in db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO sales (day, sku, currency, units, amount, refunded_units, refunded_amount)
                SELECT ?1, sku, currency, 0, 0, 0, 0 FROM lines WHERE order_id = ?2 ON CONFLICT DO NOTHING
                """
        ).execute(arguments: [day, id.rawValue])
        try db.cachedStatement(
            sql: """
                UPDATE sales SET \(units) = sales.\(units) + l.units, \(amount) = sales.\(amount) + l.amount FROM lines AS l
                WHERE l.order_id = ?2 AND sales.day = ?1 AND sales.sku = l.sku AND sales.currency = l.currency
                """
        ).execute(arguments: [day, id.rawValue])
    }

    private func forget(_ id: OrderID, in db: Database) throws {
        try db.cachedStatement(sql: "DELETE FROM lines WHERE order_id = ?").execute(arguments: [id.rawValue])
    }
}
