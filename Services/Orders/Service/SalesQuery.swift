import Contracts
import DurableSQLite
import GRDB
import Hummingbird
import Instants
import ServiceKit

/// `GET /sales?from=2026-11-01&to=2026-11-30&sku=MUG`.
struct SalesQuery: Sendable {
    private let from: String?
    private let to: String?
    private let sku: SKU?
    private let page: PageRequest

    /// - Throws: ``Problem`` (400) that names the parameter.
    init(_ request: Request) throws {
        from = try request.query("from", expected: "a day like 2026-11-23", parse: Self.day)
        to = try request.query("to", expected: "a day like 2026-11-23", parse: Self.day)
        sku = try request.query("sku", expected: "a SKU", parse: SKU.init)
        page = try PageRequest(request)
    }

    private static func day(_ text: String) -> String? {
        text.utf8.count == 10 && RFC3339.instant(text + "T00:00:00Z") != nil ? text : nil
    }

    func fetch(in db: Database) throws -> SalesList {
        let after = (page.after ?? "").split(separator: "|", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard page.after == nil || after.count == 3 else {
            throw Problem(.malformedRequest, "the query parameter 'after' must be the 'next' of the page before")
        }
        let rows = try SoundRows<String, SalesLine>(
            db,
            sql: """
                SELECT *, day || '|' || currency || '|' || sku AS cursor FROM marked_sales
                WHERE (?1 IS NULL OR day >= ?1) AND (?2 IS NULL OR day <= ?2) AND (?3 IS NULL OR sku = ?3)
                    AND (?4 IS NULL OR (day, sku, currency) > (?4, ?5, ?6)) ORDER BY day, sku, currency LIMIT ?7
                """,
            arguments: [
                from, to, sku?.rawValue, after.first, after.count == 3 ? after[2] : nil, after.count == 3 ? after[1] : nil,
                page.limit,
            ], key: "cursor", SalesLine.init)
        return SalesList(sales: rows.elements, damaged: rows.damaged?.count, next: rows.next(limit: page.limit))
    }
}

/// A SKU on a day.
struct SalesLine: Codable, Sendable {
    var day: String
    var sku: String
    var units: Int
    var amount: Money
    var refundedUnits: Int
    var refundedAmount: Money

    init(_ row: Row) throws {
        let currency: String = try row.get("currency")
        day = try row.get("day")
        sku = try row.get("sku")
        units = try row.get("units")
        amount = try Money(amount: row.get("amount"), currency: currency)
        refundedUnits = try row.get("refunded_units")
        refundedAmount = try Money(amount: row.get("refunded_amount"), currency: currency)
    }
}

struct SalesList: Codable, Sendable {
    var sales: [SalesLine]
    /// How many lines were left out, because what is stored of them is damaged; absent if none.
    var damaged: Int?
    /// Pass it as `after` to read on; absent at the end.
    var next: String?
}
