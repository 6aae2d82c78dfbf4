import Contracts
import Decisions
import GRDB
import Testing

/// The checks of the end are checked: each sees the damage that it is there for.
@Suite struct BalanceTests {
    struct Damage: Sendable, CustomStringConvertible {
        var at: World.Name
        var sql: String
        var seen: String
        var description: String { sql }
    }

    /// Order 1 is completed, order 2 was refunded.
    static let damages = [
        Damage(at: .orders, sql: "DELETE FROM ledger WHERE kind = 'refund'", seen: "order 2 is owed [2500] and got back []"),
        Damage(
            at: .orders, sql: "INSERT INTO ledger SELECT order_id, 'refund', amount, currency, at FROM ledger WHERE order_id = 1",
            seen: "order 1 is owed [] and got back [2500]"),
        Damage(
            at: .orders, sql: "UPDATE ledger SET amount = 1 WHERE order_id = 1", seen: "order 1 was paid [1]"),
        Damage(
            at: .orders, sql: "DROP TRIGGER events_kept; DELETE FROM events WHERE stream = 'Order-2' AND version > 2",
            seen: "order 2 is still paid"),
        Damage(
            at: .orders, sql: "DROP TRIGGER events_kept; DELETE FROM events WHERE stream = 'Order-2'",
            seen: "order 2 is lost, or nobody made it"),
        Damage(
            at: .stock, sql: "UPDATE stock_levels SET reserved = 1, on_hand = on_hand - 1", seen: "MUG is still held"),
        Damage(at: .stock, sql: "UPDATE stock_levels SET shipped = 4, on_hand = 6", seen: "4 MUG are shipped, 2 were sold"),
        Damage(
            at: .stock, sql: "UPDATE reservations SET state = 'reserved' WHERE order_id = 2",
            seen: "order 2 is cancelled, its reservation is reserved"),
        Damage(
            at: .shipping, sql: "UPDATE shipments SET state = 'booked' WHERE order_id = 2",
            seen: "order 2 is cancelled, its shipment is booked"),
        Damage(
            at: .shipping, sql: "DELETE FROM shipments WHERE order_id = 1", seen: "order 1 is completed, its shipment is none"),
        Damage(
            at: .dispatch, sql: "UPDATE sagas SET needs_attention = 1 WHERE order_id = 2",
            seen: "the saga of order 2 is not done"),
        Damage(
            at: .dispatch, sql: "DELETE FROM sagas WHERE order_id = 1",
            seen: "order 1, orchestration, has the saga none"),
        Damage(
            at: .stock,
            sql: "INSERT INTO timers VALUES (9, 1, 0, 'c', NULL, 'choreography', 't', 0, 1)", seen: "stock has 1 rows in timers"),
    ]

    @Test(arguments: damages) func `damage is seen`(_ damage: Damage) async throws {
        try await World.run { world in
            try await world.receive(10, of: "MUG")
            try await world.order(2, .orchestration)
            try await world.order(2, .orchestration, to: "99999")
            try world.finish()
            #expect(try Balance(world).problems() == [], "nothing is wrong before")
            try await world[damage.at].database.write { db in try db.execute(sql: damage.sql) }
            #expect(try Balance(world).problems().contains(damage.seen))
        }
    }

    @Test func `an order under way is no end`() async throws {
        try await World.run { world in
            try await world.receive(10, of: "MUG")
            try await world.order(2, .orchestration)
            #expect(try Balance(world).problems().contains("order 1 is still paid"))
        }
    }
}
