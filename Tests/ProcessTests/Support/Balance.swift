import Contracts
import EventBus
import Foundation
import GRDB
import Messaging
import Testing

/// Holds that the world has come to a consistent end: nothing owed, nothing held, nothing left to do.
func expectBalanced(_ world: World, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let problems = try Balance(world).problems()
    #expect(problems == [], sourceLocation: sourceLocation)
}

/// What four databases and the bus say about how it ended. Each check adds a sentence for everything that is wrong.
struct Balance {
    private struct Order {
        var id: Int
        var state: String
        var mode: String
        var isPaid: Bool
    }

    private let world: World
    private let orders: [Order]
    private let published: [Envelope]

    init(_ world: World) throws {
        self.world = world
        orders = try world[.orders].read { db in
            try Row.fetchAll(db, sql: "SELECT order_id, state, mode, paid IS NOT NULL FROM order_list").map {
                Order(id: $0[0], state: $0[1], mode: $0[2], isPaid: $0[3])
            }
        }
        published = try world.bus.read(after: 0, types: nil, limit: .max).messages.map(\.envelope)
    }

    func problems() throws -> [String] {
        try ends() + money() + stock() + shipments() + modes() + leftovers() + causes()
    }

    private func ends() -> [String] {
        let unknown = Set(world.ordered.keys).symmetricDifference(orders.map(\.id))
        return unknown.sorted().map { "order \($0) is lost, or nobody made it" }
            + orders.filter { !["completed", "cancelled"].contains($0.state) }.map { "order \($0.id) is still \($0.state)" }
    }

    /// Paid and completed, or paid and refunded once, in full; and the bus has the same.
    private func money() throws -> [String] {
        let ledger = try world[.orders].read { db in
            try Row.fetchAll(db, sql: "SELECT order_id, kind, amount FROM ledger").map {
                ($0[0] as Int, $0[1] as String, $0[2] as Int)
            }
        }
        return orders.flatMap { order -> [String] in
            let total = world.ordered[order.id, default: []].reduce(0) { $0 + $1.unitPrice.amount * $1.quantity.rawValue }
            let payments = ledger.filter { $0.0 == order.id && $0.1 == "payment" }.map(\.2)
            let refunds = ledger.filter { $0.0 == order.id && $0.1 == "refund" }.map(\.2)
            let toldRefunds = published.count { $0.type == "OrderRefunded" && $0.subject == "Order-\(order.id)" }
            let owed = order.state == "cancelled" ? payments : []
            var wrong: [String] = []
            if payments != (order.isPaid ? [total] : []) { wrong.append("order \(order.id) was paid \(payments)") }
            if order.state == "completed" && !order.isPaid { wrong.append("order \(order.id) went through unpaid") }
            if refunds != owed { wrong.append("order \(order.id) is owed \(owed) and got back \(refunds)") }
            if toldRefunds != owed.count { wrong.append("order \(order.id): \(toldRefunds) refunds were told") }
            return wrong
        }
    }

    /// Nothing is held any more, and what has left is what was completed, article by article.
    private func stock() throws -> [String] {
        let (levels, reservations) = try world[.stock].read { db in
            (
                try Row.fetchAll(db, sql: "SELECT sku, received, on_hand, reserved, packed, shipped FROM stock_levels"),
                try states(of: "reservations", in: db)
            )
        }
        let completed = orders.filter { $0.state == "completed" }.flatMap { world.ordered[$0.id, default: []] }
        var wrong: [String] = []
        for row in levels {
            let (sku, onHand, shipped) = (row["sku"] as String, row["on_hand"] as Int, row["shipped"] as Int)
            let sold = completed.filter { $0.sku.rawValue == sku }.reduce(0) { $0 + $1.quantity.rawValue }
            if row["reserved"] != 0 || row["packed"] != 0 { wrong.append("\(sku) is still held") }
            if shipped != sold { wrong.append("\(shipped) \(sku) are shipped, \(sold) were sold") }
            if row["received"] != onHand + shipped { wrong.append("\(sku) came in \(row["received"] as Int) times") }
        }
        return wrong + disagreements(reservations, completed: ["shipped"], cancelled: ["released", "short"], "reservation")
    }

    private func shipments() throws -> [String] {
        let shipments = try world[.shipping].read { db in try states(of: "shipments", in: db) }
        return disagreements(shipments, completed: ["dispatched"], cancelled: ["cancelled", "failed"], "shipment")
    }

    private func modes() throws -> [String] {
        let phases = try world[.dispatch].read { db in try states(of: "sagas", column: "phase", in: db) }
        let waiting = try world[.dispatch].read { db in
            try Int.fetchAll(db, sql: "SELECT order_id FROM sagas WHERE plan <> '' OR needs_attention")
        }
        return disagreements(phases, completed: ["completed"], cancelled: ["cancelled"], "mode")
            // Of an order that was cancelled unpaid there is a mark that it is.
            + orders.filter {
                $0.mode == "orchestration"
                    ? phases[$0.id] == nil && ($0.isPaid || $0.state == "cancelled") : phases[$0.id] != nil
            }.map {
                "order \($0.id), \($0.mode), has the saga \(phases[$0.id] ?? "none")"
            } + waiting.map { "the saga of order \($0) is not done" }
    }

    /// No service has anything in hand: no open dead letter, nothing to retry, no timeout, nothing unpublished.
    private func leftovers() throws -> [String] {
        try world.stations.sorted { $0.key.rawValue < $1.key.rawValue }.flatMap { name, station in
            try station.read { db in
                try ["dead_letters WHERE state IN ('waiting', 'retrying')", "retry_queue", "timers", "outbox"].compactMap {
                    table in
                    let count = try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") ?? 0
                    return count == 0 ? nil : "\(name) has \(count) rows in \(table)"
                }
            }
        }
    }

    /// Every message names a cause that is there, or is the first of its chain.
    private func causes() -> [String] {
        let ids = Set(published.map(\.id))
        return published.compactMap { envelope in
            guard let cause = envelope.causationID, !ids.contains(cause) else { return nil }
            return "\(envelope.type) of \(envelope.subject) names a cause that nobody said"
        }
    }

    private func disagreements(
        _ states: [Int: String], completed: Set<String>, cancelled: Set<String>, _ what: String
    ) -> [String] {
        orders.compactMap { order in
            let state = states[order.id]
            let fits =
                order.state == "completed"
                ? state.map(completed.contains) ?? (what == "mode") : state.map(cancelled.contains) ?? true
            return fits ? nil : "order \(order.id) is \(order.state), its \(what) is \(state ?? "none")"
        }
    }

    private func states(of table: String, column: String = "state", in db: Database) throws -> [Int: String] {
        let rows = try Row.fetchAll(db, sql: "SELECT order_id, \(column) FROM \(table)")
        return Dictionary(uniqueKeysWithValues: rows.map { ($0[0] as Int, $0[1] as String) })
    }
}
