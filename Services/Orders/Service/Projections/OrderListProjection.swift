import Contracts
import Decisions
import DurableSQLite
import EventSourcing
import Foundation
import GRDB
import Instants
import OrdersDomain

/// Every order in its present state: what `GET /orders` filters, sorts and counts.
struct OrderListProjection: Projection {
    let name = "order-list"
    let version = 1

    func createTables(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE orders (
                    order_id INTEGER PRIMARY KEY, state TEXT NOT NULL, mode TEXT NOT NULL, customer_id TEXT NOT NULL,
                    total INTEGER NOT NULL, currency TEXT NOT NULL, cancellation_reason TEXT, version INTEGER NOT NULL,
                    ordered_at INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
                    \(RowChecksums.column(
                        of: """
                            order_id, state, mode, customer_id, total, currency, cancellation_reason, version, ordered_at, created_at,
                            updated_at
                            """))
                ) STRICT;
                CREATE INDEX orders_by_state ON orders (mode, state, order_id);
                CREATE INDEX orders_by_customer ON orders (customer_id, order_id);
                CREATE INDEX orders_by_ordered_at ON orders (ordered_at, order_id);
                CREATE INDEX orders_by_updated_at ON orders (updated_at, order_id);
                CREATE INDEX orders_by_total ON orders (total, order_id);
                """)
    }

    func apply(_ event: StoredEvent, in db: Database) throws {
        guard let id = OrderID(stream: event.stream) else { return }
        let at = event.time.microsecondsSince1970
        switch try EventCoding.decode(event) {
        case .created(let details): try insert(id, details, at: at, in: db)
        case .paid: try become(.paid, id, event.version, at, in: db)
        case .readied: try become(.ready, id, event.version, at, in: db)
        case .cancelled(let reason, _): try become(.cancelled, id, event.version, at, because: reason, in: db)
        case .completed: try become(.completed, id, event.version, at, in: db)
        case .refunded: try become(.cancelled, id, event.version, at, in: db)
        }
    }

    private func insert(_ id: OrderID, _ details: OrderDetails, at: Int64, in db: Database) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO orders (order_id, state, mode, customer_id, total, currency, version, ordered_at, created_at, updated_at)
                VALUES (?, 'created', ?, ?, ?, ?, 1, ?, ?, ?)
                """)
        try statement.execute(arguments: [
            id.rawValue, details.mode.rawValue, details.customerId.rawValue, details.total.amount, details.total.currency,
            details.orderedAt.microsecondsSince1970, at, at,
        ])
    }

    private func become(
        _ state: OrderState, _ id: OrderID, _ version: Int, _ at: Int64, because reason: CancellationReason? = nil,
        in db: Database
    ) throws {
        let statement = try db.cachedStatement(
            sql: """
                UPDATE orders SET state = ?, version = ?, updated_at = ?, cancellation_reason = ifnull(?, cancellation_reason)
                WHERE order_id = ?
                """)
        try statement.execute(arguments: [state.rawValue, version, at, reason?.rawValue, id.rawValue])
    }
}
