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
