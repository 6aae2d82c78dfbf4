import DocketInstallation
import Foundation
import GRDB

/// In what two installations differ: orders, balances and messages.
///
/// Compared is what the business knows (how far each order is, what is held for it, what money and units there are) and what was published;
/// not how a service keeps its books.
struct InstallationDiff: Codable, Sendable, Equatable {
    /// A value on each side; `nil` where there is none.
    struct Change: Codable, Sendable, Equatable {
        var field: String
        var left: String?
        var right: String?
    }

    struct Item: Codable, Sendable, Equatable {
        /// The number of the order, or the name of the balance.
        var name: String
        var changes: [Change]
    }

    struct Messages: Codable, Sendable, Equatable {
        var left: Int
        var right: Int
        /// Up to here the two logs are the same.
        var sameUpTo: Int64
        /// How many messages of each type stand behind that, on each side.
        var leftBehind: [String: Int] = [:]
        var rightBehind: [String: Int] = [:]
    }

    var orders: [Item]
    var balances: [Item]
    var messages: Messages

    var isEmpty: Bool {
        orders.isEmpty && balances.isEmpty && messages.left == messages.right && messages.sameUpTo >= Int64(messages.left)
    }

    init(_ left: Installation, _ right: Installation) throws {
        let (one, other) = (try Picture(left), try Picture(right))
        orders = Self.differences(one.orders, other.orders)
        balances = Self.differences(one.balances, other.balances)
        messages = try Self.messages(left, right)
    }

    private static func differences(_ left: [String: [String: String]], _ right: [String: [String: String]]) -> [Item] {
        Set(left.keys).union(right.keys).sorted { $0.compare($1, options: .numeric) == .orderedAscending }.compactMap { name in
            let (one, other) = (left[name, default: [:]], right[name, default: [:]])
            let changes = Set(one.keys).union(other.keys).sorted().compactMap { field in
                one[field] == other[field] ? nil : Change(field: field, left: one[field], right: other[field])
            }
            return changes.isEmpty ? nil : Item(name: name, changes: changes)
        }
    }

    /// What one installation looks like to the business, as text by name and field.
    private struct Picture {
        var orders: [String: [String: String]] = [:]
        var balances: [String: [String: String]] = [:]

        private static let ofOrders = [
            """
            SELECT order_id AS name, state AS 'order', mode, total || ' ' || currency AS total, paid, refunded,
                cancellation_reason AS reason, version FROM orders.order_list
            """,
            "SELECT order_id AS name, state AS stock, warehouse_id AS warehouse, items FROM stock.reservations",
            "SELECT order_id AS name, state AS shipment, carrier_id AS carrier, tracking_number AS tracking FROM shipping.shipments",
            "SELECT order_id AS name, phase, plan, reason AS phaseReason FROM dispatch.sagas",
        ]
        private static let ofBalances = [
            "SELECT kind || ' ' || currency AS name, sum(amount) AS amount, count(*) AS count FROM orders.ledger GROUP BY 1",
            """
            SELECT sku || ' in ' || warehouse_id AS name, received, on_hand AS onHand, reserved, packed, shipped FROM stock.stock_levels
            """,
        ]

        init(_ installation: Installation) throws {
            (orders, balances) = try Snapshot.read(installation.path) { snapshot in
                (try Self.rows(Self.ofOrders, snapshot.db), try Self.rows(Self.ofBalances, snapshot.db))
            }
        }

        private static func rows(_ queries: [String], _ db: Database) throws -> [String: [String: String]] {
            var found: [String: [String: String]] = [:]
            for sql in queries {
                let rows = try Row.fetchCursor(db, sql: sql)
                while let row = try rows.next() {
                    let name = text(row["name"]) ?? ""
                    for (column, value) in row where column != "name" { found[name, default: [:]][column] = text(value) }
                }
            }
            return found
        }

        private static func text(_ value: DatabaseValue) -> String? {
            switch value.storage {
            case .null: nil
            case .int64(let number): String(number)
            case .double(let number): String(number)
            case .string(let text): text
            case .blob(let data): "\(data.count) bytes"
            }
        }
    }

    private static func messages(_ left: Installation, _ right: Installation) throws -> Messages {
        try Snapshot.read(left.path) { snapshot in
            let db = snapshot.db
            // A path, and no name from outside: SQLite takes it as a value.
            try db.execute(sql: "COMMIT")
            try db.execute(sql: "ATTACH DATABASE ? AS other", arguments: [right.bus.path(percentEncoded: false)])
            let counts = try ["main", "other"].map { try Int.fetchOne(db, sql: "SELECT count(*) FROM \($0).messages") ?? 0 }
            let differs = try Int64.fetchOne(
                db,
                sql: """
                    SELECT min(position) FROM (
                        SELECT a.position FROM main.messages AS a LEFT JOIN other.messages AS b USING (position)
                        WHERE b.id IS NOT a.id OR b.data IS NOT a.data
                        UNION ALL SELECT b.position FROM other.messages AS b LEFT JOIN main.messages AS a USING (position)
                        WHERE a.id IS NULL)
                    """)
            let end = try Int64.fetchOne(
                db,
                sql:
                    "SELECT max(ifnull((SELECT max(position) FROM main.messages), 0), ifnull((SELECT max(position) FROM other.messages), 0))"
            )
            let same = differs.map { $0 - 1 } ?? end ?? 0
            func behind(_ schema: String) throws -> [String: Int] {
                try Row.fetchAll(
                    db, sql: "SELECT type, count(*) FROM \(schema).messages WHERE position > ? GROUP BY 1", arguments: [same]
                )
                .reduce(into: [:]) { $0[$1[0] as String] = $1[1] as Int }
            }
            return Messages(
                left: counts[0], right: counts[1], sameUpTo: same, leftBehind: try behind("main"),
                rightBehind: try behind("other"))
        }
    }
}
