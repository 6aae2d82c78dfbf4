import GRDB
import Verification

/// The figures of an installation as a whole.
package struct Totals: Sendable, Codable {
    /// Money of one currency, in minor units. `paid` is the sum of the other three.
    package struct Balance: Sendable, Hashable, Codable {
        package var currency: String
        /// Payments in the ledger.
        package var paid: Int
        /// Of orders that are ready or completed.
        package var through: Int
        /// Of orders that are paid and not yet decided.
        package var underWay: Int
        /// Refunds in the ledger.
        package var refunded: Int
    }

    /// Units of all SKUs. `received` is the sum of the other four.
    package struct Units: Sendable, Hashable, Codable {
        package var received: Int
        package var onHand: Int
        var reserved: Int
        var packed: Int
        package var shipped: Int
    }

    /// How many messages the log has.
    package var messages: Int
    /// Orders by mode and state.
    package var orders: [String: [String: Int]]
    package var money: [Balance]
    package var stock: Units

    init(_ facts: Facts) throws {
        let db = facts.db
        messages = facts.messages
        orders = try Row.fetchAll(
            db, sql: "SELECT ifnull(mode, 'unknown'), ifnull(state, 'unknown'), count(*) FROM order_facts GROUP BY 1, 2"
        ).reduce(into: [:]) { $0[$1[0] as String, default: [:]][$1[1] as String] = $1[2] as Int }
        money = try Row.fetchAll(db, sql: Self.balances).map { row in
            Balance(
                currency: row["currency"], paid: row["paid"], through: row["through"], underWay: row["under_way"],
                refunded: row["refunded"])
        }
        let row = try Row.fetchOne(db, sql: Self.units)
        stock = Units(
            received: row?[0] ?? 0, onHand: row?[1] ?? 0, reserved: row?[2] ?? 0, packed: row?[3] ?? 0, shipped: row?[4] ?? 0)
    }

    private static let balances = """
        SELECT l.currency, sum(iif(kind = 'payment', amount, 0)) AS paid, sum(iif(kind = 'refund', amount, 0)) AS refunded,
            sum(iif(kind = 'payment' AND state IN ('ready', 'completed'), amount, 0)) AS through,
            sum(iif(kind = 'payment' AND state = 'paid', amount, 0)) AS under_way
        FROM orders.ledger AS l LEFT JOIN order_facts USING (order_id) GROUP BY l.currency ORDER BY l.currency
        """

    private static let units =
        "SELECT sum(received), sum(on_hand), sum(reserved), sum(packed), sum(shipped) FROM stock.stock_levels"
}
