import Contracts
import Decisions
import DurableSQLite
import Foundation
import GRDB
import Hummingbird
import Instants
import ServiceKit

/// `GET /orders`: which orders, in which order, from where on.
struct OrderListQuery: Sendable {
    /// By what the list goes; the number of the order decides between equals.
    enum Sort: String, CaseIterable, Sendable {
        case orderId, total, orderedAt, updatedAt
        case orderIdDescending = "-orderId", totalDescending = "-total"
        case orderedAtDescending = "-orderedAt", updatedAtDescending = "-updatedAt"

        fileprivate var column: String {
            switch self {
            case .orderId, .orderIdDescending: "order_id"
            case .total, .totalDescending: "total"
            case .orderedAt, .orderedAtDescending: "ordered_at"
            case .updatedAt, .updatedAtDescending: "updated_at"
            }
        }

        fileprivate var isDescending: Bool { rawValue.hasPrefix("-") }
    }

    private var conditions: [String] = []
    private var arguments: [any DatabaseValueConvertible & Sendable] = []
    private let sort: Sort
    private let limit: Int

    /// - Throws: ``Problem`` (400) that names the parameter.
    init(_ request: Request) throws {
        let page = try PageRequest(request)
        limit = page.limit
        sort = try request.query("sort", as: Sort.self) ?? .orderId
        add("state = ?", try request.query("state", as: OrderState.self)?.rawValue)
        add("mode = ?", try request.query("mode", as: CoordinationMode.self)?.rawValue)
        add("customer_id = ?", try request.query("customer", expected: "a customer's id", parse: CustomerID.init)?.rawValue)
        add(
            "currency = ?",
            try request.query("currency", expected: "a code of ISO 4217") { Currency.exponent(of: $0) == nil ? nil : $0 })
        let time = "a time like 2026-11-23T16:00:00Z"
        add("ordered_at >= ?", try request.query("orderedFrom", expected: time, parse: RFC3339.instant)?.microsecondsSince1970)
        add("ordered_at < ?", try request.query("orderedTo", expected: time, parse: RFC3339.instant)?.microsecondsSince1970)
        let amount = "a whole number of minor units, such as cents"
        add("total >= ?", try request.query("minTotal", expected: amount) { Int($0) })
        add("total <= ?", try request.query("maxTotal", expected: amount) { Int($0) })
        try begin(after: page.after)
    }

    private mutating func add(_ condition: String, _ value: (some DatabaseValueConvertible & Sendable)?) {
        guard let value else { return }
        conditions.append(condition)
        arguments.append(value)
    }

    /// Keyset paging: behind the last row that was shown, whatever has come in between.
    private mutating func begin(after cursor: String?) throws {
        guard let cursor, cursor != "0" else { return }
        let parts = cursor.split(separator: "~", omittingEmptySubsequences: false).map { Int64($0) }
        let expected = sort.column == "order_id" ? 1 : 2
        guard parts.count == expected, let value = parts[0], let id = parts[expected - 1] else {
            throw Problem(
                .malformedRequest, "the query parameter 'after' must be the 'next' of the page before, with the same 'sort'")
        }
        let sign = sort.isDescending ? "<" : ">"
        conditions.append(expected == 1 ? "order_id \(sign) ?" : "(\(sort.column), order_id) \(sign) (?, ?)")
        arguments += expected == 1 ? [value] : [value, id]
    }

    func fetch(in db: Database) throws -> OrderList {
        let (column, direction) = (sort.column, sort.isDescending ? "DESC" : "ASC")
        let cursor = column == "order_id" ? "CAST(order_id AS TEXT)" : "\(column) || '~' || order_id"
        let rows = try SoundRows<String, OrderSummary>(
            db,
            sql: """
                SELECT *, \(cursor) AS cursor FROM marked_orders \(conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND "))
                ORDER BY \(column) \(direction), order_id \(direction) LIMIT ?
                """, arguments: StatementArguments(arguments + [limit]), key: "cursor", OrderSummary.init)
        let damaged = rows.damaged?.compactMap { cursor in cursor.split(separator: "~").last.flatMap { Int($0) } }
        return OrderList(orders: rows.elements, damaged: damaged, next: rows.next(limit: limit))
    }
}

/// An order in the list: what the projection keeps of it.
struct OrderSummary: Codable, Sendable {
    var orderId: Int
    var state: String
    var mode: String
    var customerId: String
    var total: Money
    var cancellationReason: String?
    var version: Int
    var orderedAt: Date
    var createdAt: Date
    var updatedAt: Date

    init(_ row: Row) throws {
        orderId = try row.get("order_id")
        state = try row.get("state")
        mode = try row.get("mode")
        customerId = try row.get("customer_id")
        total = try Money(amount: row.get("total"), currency: row.get("currency"))
        cancellationReason = try row.get("cancellation_reason")
        version = try row.get("version")
        orderedAt = Date(microsecondsSince1970: try row.get("ordered_at"))
        createdAt = Date(microsecondsSince1970: try row.get("created_at"))
        updatedAt = Date(microsecondsSince1970: try row.get("updated_at"))
    }
}

struct OrderList: Codable, Sendable {
    var orders: [OrderSummary]
    /// Orders that were left out, because what is stored of them is damaged; absent if there is none.
    var damaged: [Int]?
    /// Pass it as `after`, with the same `sort` and filters, to read on; absent at the end.
    var next: String?
}
