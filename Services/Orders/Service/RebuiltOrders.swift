import Contracts
import DurableSQLite
import EventBus
import EventSourcing
import Foundation
import GRDB
import MessageProcessing
import OrdersDomain

/// The orders while `orders.db` is made again from the log: each as it stands, and every event that it came by.
final class RebuiltOrders: OrdersState, RebuiltState {
    private struct Known {
        var stored: StoredOrder
        /// To the microsecond; the event says it to the millisecond.
        var createdAt: Date
    }

    /// An order of which the log has told that it was created, and not yet what was ordered.
    private struct Announced {
        var createdAt: Date
        var at: Date
        var origin: Origin
    }

    private struct Written {
        var id: OrderID
        var version: Int
        /// `nil` for the creation, which is told of before it is known what was ordered: it stands in `creations`.
        var event: NewEvent?
        var ledger: LedgerEntry?
    }

    private var orders = UndoableDictionary<OrderID, Known>()
    private var announced = UndoableDictionary<OrderID, Announced>()
    private var creations = UndoableDictionary<OrderID, NewEvent>()
    /// In the order in which they happened.
    private var events = UndoableList<Written>()

    /// Takes up that an order was created. False if that was told before.
    func announce(_ created: OrderCreated, in context: Context) -> Bool {
        let id = created.orderId
        guard orders[id] == nil, announced[id] == nil else { return false }
        announced[id] = Announced(createdAt: created.createdAt, at: context.now, origin: context.origin)
        events.append(Written(id: id, version: 1, event: nil, ledger: nil))
        return true
    }

    /// Makes the order that was announced, of what its payment tells. Does nothing if none was.
    func complete(_ paid: OrderPaid) throws {
        let id = paid.orderId
        guard let created = announced[id] else { return }
        let details = OrderDetails(
            customerId: paid.customerId, items: paid.items, total: paid.amount, shipTo: paid.shipTo,
            workflow: created.origin.workflow, events: .stateTransfer, createdAt: created.createdAt)
        guard let order = OrderAggregate.rehydrate(id, from: [.created(details)]) else { return }
        announced[id] = nil
        creations[id] = try EventCoding.encode(.created(details), at: created.at, origin: created.origin)
        orders[id] = Known(stored: StoredOrder(order: order, updatedAt: created.at), createdAt: created.at)
    }

    func load(_ id: OrderID) -> StoredOrder? { orders[id]?.stored }

    @discardableResult
    func append(
        _ events: [OrderEvent], to id: OrderID, _ order: OrderAggregate?, in context: Context
    ) throws -> StoredOrder? {
        guard var after = order, let known = orders[id], known.stored.order.version == after.version else {
            throw VersionConflict(
                stream: id.stream, expected: order?.version ?? 0, actual: orders[id]?.stored.order.version ?? 0)
        }
        for event in events {
            after.apply(event)
            let encoded = try EventCoding.encode(event, at: context.now, origin: context.origin)
            self.events.append(
                Written(id: id, version: after.version, event: encoded, ledger: LedgerEntry(event)))
        }
        let stored = StoredOrder(order: after, updatedAt: context.now)
        orders[id] = Known(stored: stored, createdAt: known.createdAt)
        return stored
    }

    // MARK: RebuiltState

    func begin() {
        orders.begin()
        announced.begin()
        creations.begin()
        events.begin()
    }

    func undo() {
        orders.undo()
        announced.undo()
        creations.undo()
        events.undo()
    }

    func write(to db: Database) throws {
        let written = events.elements.lazy.compactMap { one in
            (one.event ?? self.creations[one.id]).map { (stream: one.id.stream, version: one.version, event: $0) }
        }
        try OrdersTables.store.restore(written, in: db)
        try RowInserter.insert(into: "ledger (order_id, kind, amount, currency, at)", columns: 5, db) { ledger in
            for one in events.elements.filter({ $0.ledger != nil }).sorted(by: { $0.id < $1.id }) {
                guard let entry = one.ledger, let event = one.event else { continue }
                try ledger.add(
                    .integer(one.id.rawValue), .text(entry.kind), .integer(entry.money.amount), .text(entry.money.currency),
                    .integer(event.time.microsecondsSince1970))
            }
        }
        try writeList(to: db)
    }

    private func writeList(to db: Database) throws {
        let columns = """
            order_id, state, workflow, customer_id, total, currency, paid, refunded, cancellation_reason, version, created_at, updated_at
            """
        try RowInserter.insert(into: "order_list (\(columns))", columns: 12, db) { rows in
            for known in orders.values.values.sorted(by: { $0.stored.order.id < $1.stored.order.id }) {
                let order = known.stored.order
                try rows.add(
                    .integer(order.id.rawValue), .text(order.state.rawValue), .text(order.details.workflow.rawValue),
                    .text(order.details.customerId.rawValue), .integer(order.details.total.amount),
                    .text(order.details.total.currency), .optional(order.paid?.amount), .optional(order.refunded?.amount),
                    .optional(order.cancellationReason?.rawValue), .integer(order.version),
                    .integer(known.createdAt.microsecondsSince1970), .integer(known.stored.updatedAt.microsecondsSince1970))
            }
        }
    }
}
