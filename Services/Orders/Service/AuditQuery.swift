import Contracts
import DurableSQLite
import Foundation
import GRDB
import Hummingbird
import Instants
import ServiceKit

/// `GET /audit?order=12&actor=person`.
struct AuditQuery: Sendable {
    private let order: OrderID?
    private let actor: CancelledBy?
    private let page: PageRequest
    private let after: Int

    /// - Throws: ``Problem`` (400) that names the parameter.
    init(_ request: Request) throws {
        order = try request.query("order", expected: "the number of an order") { Int($0).flatMap(OrderID.init) }
        actor = try request.query("actor", as: CancelledBy.self)
        page = try PageRequest(request)
        after = try page.afterNumber()
    }

    func fetch(in db: Database) throws -> AuditList {
        let rows = try SoundRows<Int64, AuditLine>(
            db,
            sql: """
                SELECT * FROM marked_audit WHERE position > ?1 AND (?2 IS NULL OR order_id = ?2) AND (?3 IS NULL OR actor = ?3)
                ORDER BY position LIMIT ?4
                """, arguments: [after, order?.rawValue, actor?.rawValue, page.limit], key: "position", AuditLine.init)
        return AuditList(events: rows.elements, damaged: rows.damaged, next: rows.next(limit: page.limit))
    }
}

/// An event, and through whom it came about.
struct AuditLine: Codable, Sendable {
    var position: Int64
    var orderId: Int
    var version: Int
    var at: Date
    var event: String
    var detail: String?
    var actor: String
    var correlationId: String
    var causationId: String?

    init(_ row: Row) throws {
        position = try row.get("position")
        orderId = try row.get("order_id")
        version = try row.get("version")
        at = Date(microsecondsSince1970: try row.get("at"))
        event = try row.get("event")
        detail = try row.get("detail")
        actor = try row.get("actor")
        correlationId = try row.get("correlation_id")
        causationId = try row.get("causation_id")
    }
}

struct AuditList: Codable, Sendable {
    var events: [AuditLine]
    /// Positions of events that were left out, because what is stored of them is damaged; absent if there is none.
    var damaged: [Int64]?
    /// Pass it as `after` to read on; absent at the end.
    var next: Int64?
}
