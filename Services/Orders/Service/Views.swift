import Contracts
import Decisions
import DurableSQLite
import EventBus
import EventSourcing
import Foundation
import GRDB
import Instants
import Messaging
import OrdersDomain
import ServiceKit

extension OrderView {
    init(_ stored: StoredOrder) {
        let (order, details) = (stored.order, stored.order.details)
        self.init(
            orderId: order.id, state: order.state, mode: details.mode,
            payloadStyle: details.payloadStyle,
            customerId: details.customerId, items: details.items, total: details.total, shipTo: details.shipTo, paid: order.paid,
            refunded: order.refunded, cancellationReason: order.cancellationReason, cancelledBy: order.cancelledBy,
            version: order.version,
            orderedAt: details.orderedAt, createdAt: details.createdAt, updatedAt: Instant(stored.updatedAt))
    }

    /// Of its version, sent back as `If-Match` by a caller that changes the order only if it has not changed since.
    var entityTag: String { "\"\(version)\"" }

    /// - Throws: ``Refusal`` (not found).
    static func load(_ id: OrderID, in db: Database) throws -> OrderView {
        guard let stored = try OrdersTables(db).load(id) else { throw Refusal(.notFound, "there is no order \(id)") }
        return OrderView(stored)
    }
}

/// An order in the list: what the read model keeps of it.
struct OrderSummary: Codable, Sendable {
    var orderId: Int
    var state: String
    var mode: String
    var customerId: String
    var total: Money
    var cancellationReason: String?
    var version: Int
    var createdAt: Date
    var updatedAt: Date

    static func fetch(
        state: OrderState?, mode: CoordinationMode?, after: Int, limit: Int, in db: Database
    ) throws -> SoundRows<Int, OrderSummary> {
        try SoundRows(
            db,
            sql: """
                SELECT * FROM marked_order_list WHERE order_id >= ?1 AND (?2 IS NULL OR state = ?2) AND (?3 IS NULL OR mode = ?3)
                ORDER BY order_id LIMIT ?4
                """, arguments: [RowChecksums.firstKey(after: after), state?.rawValue, mode?.rawValue, limit],
            key: "order_id"
        ) { row in
            try OrderSummary(
                orderId: row.get("order_id"), state: row.get("state"), mode: row.get("mode"), customerId: row.get("customer_id"),
                total: Money(amount: row.get("total"), currency: row.get("currency")),
                cancellationReason: row.get("cancellation_reason"),
                version: row.get("version"), createdAt: Date(microsecondsSince1970: row.get("created_at")),
                updatedAt: Date(microsecondsSince1970: row.get("updated_at")))
        }
    }
}

struct OrderList: Codable, Sendable {
    var orders: [OrderSummary]
    /// Orders that were left out, because what is stored of them is damaged; absent if there is none.
    var damaged: [Int]?
    /// Pass it as `after` to read on; absent at the end.
    var next: Int?
}
