import CompactJSON
import Contracts
import Decisions
import DurableSQLite
import Foundation
import FulfilmentSupport
import GRDB
import Hummingbird
import Instants
import Messaging
import OrdersDomain
import ServiceKit

/// What can be looked up about orders. The list reads the read model, one order and its history read its stream.
struct OrdersQueries {
    let access: ServiceAccess

    func add(to router: ServiceRouter) {
        router.get("/orders", use: list)
        router.get("/orders/summary", use: summary)
        router.get("/orders/{id}", use: show)
        router.get("/orders/{id}/history", use: history)
    }

    @Sendable func list(_ request: Request, _ context: ServiceRequestContext) async throws -> JSONResponse<OrderList> {
        let page = try PageRequest(request)
        let after = try page.afterNumber()
        let state = try request.query("state", as: OrderState.self)
        let mode = try request.query("mode", as: CoordinationMode.self)
        let orders = try await access.database.read { db in
            try OrderSummary.fetch(state: state, mode: mode, after: after, limit: page.limit, in: db)
        }
        let next = orders.next(limit: page.limit)
        return JSONResponse(
            OrderList(orders: orders.elements, damaged: orders.damaged, next: next), headers: request.linkToNextPage(after: next))
    }

    /// Orders by state, for each mode.
    @Sendable func summary(
        _ request: Request, _ context: ServiceRequestContext
    ) async throws -> JSONResponse<[String: [String: Int]]> {
        let counted = try await access.database.read { db in
            try Row.fetchAll(db, sql: "SELECT mode, state, count(*) FROM order_list GROUP BY mode, state")
                .map {
                    (
                        try $0.decode(String.self, atIndex: 0), try $0.decode(String.self, atIndex: 1),
                        try $0.decode(Int.self, atIndex: 2)
                    )
                }
        }
        let none = Dictionary(uniqueKeysWithValues: CoordinationMode.allCases.map { ($0.rawValue, [String: Int]()) })
        return JSONResponse(counted.reduce(into: none) { $0[$1.0, default: [:]][$1.1] = $1.2 })
    }

    /// The order now, or as it was: `?version=2`, `?asOf=2026-11-23T16:00:00Z` or `?position=17`.
    @Sendable func show(_ request: Request, _ context: ServiceRequestContext) async throws -> JSONResponse<OrderView> {
        let id = try context.orderID()
        let moment = try OrderMoment(request)
        let view = try await access.database.read { db in
            try moment.map { try OrderHistory.load(id, at: $0, in: db).order } ?? OrderView.load(id, in: db)
        }
        return JSONResponse(view, headers: [.eTag: view.entityTag])
    }

    @Sendable func history(_ request: Request, _ context: ServiceRequestContext) async throws -> JSONResponse<OrderHistory> {
        let id = try context.orderID()
        let moment = try OrderMoment(request)
        return JSONResponse(try await access.database.read { db in try OrderHistory.load(id, at: moment, in: db) })
    }
}

extension OrderMoment {
    /// `nil` if the query names none.
    fileprivate init?(_ request: Request) throws {
        let given: [OrderMoment?] = [
            try request.query("version", expected: "a whole number from 1") { Int($0).flatMap { $0 >= 1 ? .version($0) : nil } },
            try request.query("asOf", expected: "a time like 2026-11-23T16:00:00Z") { Date(timestamp: $0).map { .time($0) } },
            try request.query("position", expected: "a whole number from 1") {
                Int64($0).flatMap { $0 >= 1 ? .position($0) : nil }
            },
        ]
        let moments = given.compactMap { $0 }
        guard moments.count < 2 else {
            throw Problem(.malformedRequest, "give one of the query parameters 'version', 'asOf' and 'position'")
        }
        guard let moment = moments.first else { return nil }
        self = moment
    }
}
