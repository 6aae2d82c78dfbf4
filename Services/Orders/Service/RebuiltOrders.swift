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

/// The orders while `orders.db` is made again from the log: each in its present state, with every event that led to it.
final class RebuiltOrders: OrdersState, RebuiltState {
    private struct Known: Sendable {
        var stored: StoredOrder
        /// To the microsecond; the event says it to the millisecond.
        var createdAt: Date
    }

    /// An order that the log has the creation of, and not yet what was ordered.
    private struct Announced {
        var orderedAt: Instant
        var createdAt: Instant
        var at: Date
        var origin: Origin
    }

    private struct Written: Sendable {
        var id: OrderID
        var version: Int
        /// `nil` for the creation, which is published before it is known what was ordered.
        var event: OrderEvent?
        var at: Date
        var origin: Origin
    }

    private var orders = UndoableDictionary<OrderID, Known>()
    private var announced = UndoableDictionary<OrderID, Announced>()
    /// The highest number that is known to have been given.
    private var lastNumber = 0
    /// In the order in which they happened.
    private var events = UndoableList<Written>()

    /// Records the creation of an order. False for a repeat.
    func announce(_ created: OrderCreated, in context: Context) -> Bool {
        let id = created.orderId
        lastNumber = max(lastNumber, id.rawValue)
        guard orders[id] == nil, announced[id] == nil else { return false }
        announced[id] = Announced(
            orderedAt: created.orderedAt, createdAt: created.createdAt, at: context.now, origin: context.origin)
        events.append(Written(id: id, version: 1, event: nil, at: context.now, origin: context.origin))
        return true
    }

    /// Makes the order that was announced from its payment. Does nothing if none was.
    func complete(_ paid: OrderPaid) {
        let id = paid.orderId
        guard let created = announced[id] else { return }
        let details = OrderDetails(
            customerId: paid.customerId, items: paid.items, total: paid.amount, shipTo: paid.shipTo,
            mode: created.origin.mode, payloadStyle: .stateTransfer, orderedAt: created.orderedAt,
            createdAt: created.createdAt)
        guard let order = OrderAggregate.rehydrate(id, from: [.created(details)]) else { return }
        announced[id] = nil
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
            self.events.append(
                Written(id: id, version: after.version, event: event, at: context.now, origin: context.origin))
        }
        let stored = StoredOrder(order: after, updatedAt: context.now)
        orders[id] = Known(stored: stored, createdAt: known.createdAt)
        return stored
    }

    // MARK: RebuiltState

    func begin() {
        orders.begin()
        announced.begin()
        events.begin()
    }

    func undo() {
        orders.undo()
        announced.undo()
        events.undo()
    }

    func lose(_ subject: String) { lastNumber = max(lastNumber, OrderID(stream: subject)?.rawValue ?? 0) }

    func write(to db: Database) throws {
        try writeEvents(to: db)
        try writeNumbers(to: db)
        let entries = events.elements.compactMap { one in
            one.event.flatMap(LedgerEntry.init).map { (id: one.id, entry: $0, at: one.at) }
        }
        try RowInserter.insert(into: "ledger (order_id, kind, amount, currency, at)", columns: 5, db) { ledger in
            for (id, entry, at) in entries.sorted(by: { $0.id < $1.id }) {
                try ledger.add(
                    .integer(id.rawValue), .text(entry.kind), .integer(entry.money.amount), .text(entry.money.currency),
                    .integer(at.microsecondsSince1970))
            }
        }
    }

    /// Their JSON is made on one thread while another writes the rows.
    private func writeEvents(to db: Database) throws {
        let (written, orders) = (events.elements, orders.values)
        try ReadAhead<Chunk>.run { last, _ in
            try Chunk(after: last?.end ?? 0, of: written, orders)
        } body: { chunks in
            try OrdersTables.store.restore(in: db) { try chunks.next()?.events }
        }
    }

    private struct Chunk {
        private static let size = 1_000

        var events: [EventStore.PlacedEvent]
        var end: Int

        /// `nil` at the end.
        init?(after start: Int, of written: [Written], _ orders: [OrderID: Known]) throws {
            guard start < written.count else { return nil }
            end = min(start + Self.size, written.count)
            events = try written[start..<end].compactMap { one in
                // What was announced and never published stays out.
                guard let event = one.event ?? (orders[one.id]?.stored.order.details).map(OrderEvent.created) else { return nil }
                return (one.id.stream, one.version, try EventCoding.encode(event, at: one.at, origin: one.origin))
            }
        }
    }

    /// Orders may have been created whose notification had not left the outbox when the file was lost: their numbers are not given again.
    private func writeNumbers(to db: Database) throws {
        let (last, overflows) = lastNumber.addingReportingOverflow(MessageProcessor.unpublishedLimit)
        try db.execute(sql: "UPDATE order_numbers SET last = ?", arguments: [overflows ? .max : last])
    }
}
