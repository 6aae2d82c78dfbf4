package import Contracts
package import Decisions
import EventBus
import EventSourcing
package import Foundation
import GRDB
import Instants
import Messaging
package import OrdersDomain
import ServiceKit

/// One order as HTTP shows it.
package struct OrderView: Codable, Sendable {
    package var orderId: OrderID
    package var state: OrderState
    package var workflow: Workflow
    /// How its payment is told to the others.
    package var payloadStyle: PayloadStyle
    package var customerId: CustomerID
    package var items: [OrderItem]
    package var total: Money
    package var shipTo: Address
    package var paid: Money?
    package var refunded: Money?
    package var cancellationReason: CancellationReason?
    package var version: Int
    package var createdAt: Date
    package var updatedAt: Date

    init(_ stored: StoredOrder) {
        let order = stored.order
        orderId = order.id
        state = order.state
        workflow = order.details.workflow
        payloadStyle = order.details.payloadStyle ?? .stateTransfer
        customerId = order.details.customerId
        items = order.details.items
        total = order.details.total
        shipTo = order.details.shipTo
        paid = order.paid
        refunded = order.refunded
        cancellationReason = order.cancellationReason
        version = order.version
        createdAt = Date(order.details.createdAt)
        updatedAt = stored.updatedAt
    }

    /// Of its version, to be sent back as `If-Match` by whoever changes the order only if nobody else has.
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
    var workflow: String
    var customerId: String
    var total: Money
    var cancellationReason: String?
    var version: Int
    var createdAt: Date
    var updatedAt: Date

    static func fetch(
        state: OrderState?, workflow: Workflow?, after: Int, limit: Int, in db: Database
    ) throws -> [OrderSummary] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT * FROM order_list WHERE order_id > ?1 AND (?2 IS NULL OR state = ?2) AND (?3 IS NULL OR workflow = ?3)
                ORDER BY order_id LIMIT ?4
                """, arguments: [after, state?.rawValue, workflow?.rawValue, limit])
        return try rows.map { row in
            OrderSummary(
                orderId: row["order_id"], state: row["state"], workflow: row["workflow"], customerId: row["customer_id"],
                total: try Money(amount: row["total"], currency: row["currency"]), cancellationReason: row["cancellation_reason"],
                version: row["version"], createdAt: Date(microsecondsSince1970: row["created_at"]),
                updatedAt: Date(microsecondsSince1970: row["updated_at"]))
        }
    }
}

struct OrderList: Codable, Sendable {
    var orders: [OrderSummary]
    /// Pass it as `after` to read on; absent at the end.
    var next: Int?
}
