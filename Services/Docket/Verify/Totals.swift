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
            db,
            sql:
                "SELECT ifnull(mode, 'unknown') AS mode, ifnull(state, 'unknown') AS state, count(*) AS count FROM order_facts GROUP BY 1, 2"
        ).map(FoundRow.init).reduce(into: [:]) { $0[$1["mode"], default: [:]][$1["state"]] = $1.number("count") }
        // Figures that are no numbers, in a damaged file, count as nothing here: an invariant names them.
        func number(_ row: FoundRow?, _ column: String) -> Int { row?.number(column) ?? 0 }
        money = try Row.fetchAll(db, sql: Self.balances).map(FoundRow.init).map { row in
            Balance(
                currency: row["currency"], paid: number(row, "paid"), through: number(row, "through"),
                underWay: number(row, "under_way"), refunded: number(row, "refunded"))
        }
        let row = try Row.fetchOne(db, sql: Self.units).map(FoundRow.init)
        stock = Units(
            received: number(row, "received"), onHand: number(row, "on_hand"), reserved: number(row, "reserved"),
            packed: number(row, "packed"), shipped: number(row, "shipped"))
    }

    private static let balances = """
        SELECT l.currency, CAST(total(iif(kind = 'payment', amount, 0)) AS INTEGER) AS paid, CAST(total(iif(kind = 'refund', amount, 0)) AS INTEGER) AS refunded,
            CAST(total(iif(kind = 'payment' AND state IN ('ready', 'completed'), amount, 0)) AS INTEGER) AS through,
            CAST(total(iif(kind = 'payment' AND state = 'paid', amount, 0)) AS INTEGER) AS under_way
        FROM orders.ledger AS l LEFT JOIN order_facts USING (order_id) GROUP BY l.currency ORDER BY l.currency
        """

    private static let units =
        """
        SELECT \(["received", "on_hand", "reserved", "packed", "shipped"].map { "CAST(total(\($0)) AS INTEGER) AS \($0)" }.joined(separator: ", "))
        FROM stock.stock_levels
        """
}
