import Contracts
import Decisions
import DurableSQLite
import EventSourcing
import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import Instants
import ServiceKit

/// How far the projection must have come that answers a request: the `event-position` of an answer to a command, for a client that wants to see its
/// own write.
struct MinPosition {
    var position: Int64?

    init(_ request: Request) throws {
        position = try request.query("minPosition", expected: "a whole number from 1") {
            Int64($0).flatMap { $0 >= 1 ? $0 : nil }
        }
    }
}

/// What is asked about many orders. It reads projections only, and what changes an order reads streams only.
struct ProjectionQueries {
    let access: ServiceAccess
    let views: SharedViews

    func add(to router: ServiceRouter) {
        router.get("/orders", use: list)
        router.get("/orders/summary", use: summary)
        router.get("/sales", use: sales)
        router.get("/audit", use: audit)
        router.get("/projections", use: projections)
        router.post("/projections/{name}/rebuild", use: rebuild)
    }

    @Sendable func list(_ request: Request, _ context: ServiceRequestContext) async throws -> JSONResponse<OrderList> {
        let (query, wanted) = (try OrderListQuery(request), try MinPosition(request))
        let list = try views.get(access).read(OrderListProjection(), for: wanted, query.fetch)
        return JSONResponse(list, headers: request.linkToNextPage(after: list.next))
    }

    /// Orders by state, for each mode.
    @Sendable func summary(
        _ request: Request, _ context: ServiceRequestContext
    ) async throws -> JSONResponse<[String: [String: Int]]> {
        let counted = try views.get(access).read(OrderListProjection(), for: MinPosition(request)) { db in
            try Row.fetchAll(db.cachedStatement(sql: "SELECT mode, state, count(*) FROM orders GROUP BY mode, state"))
                .map {
                    try ($0.decode(String.self, atIndex: 0), $0.decode(String.self, atIndex: 1), $0.decode(Int.self, atIndex: 2))
                }
        }
        let none = Dictionary(uniqueKeysWithValues: CoordinationMode.allCases.map { ($0.rawValue, [String: Int]()) })
        return JSONResponse(counted.reduce(into: none) { $0[$1.0, default: [:]][$1.1] = $1.2 })
    }

    @Sendable func sales(_ request: Request, _ context: ServiceRequestContext) async throws -> JSONResponse<SalesList> {
        let (query, wanted) = (try SalesQuery(request), try MinPosition(request))
        let list = try views.get(access).read(SalesProjection(), for: wanted, query.fetch)
        return JSONResponse(list, headers: request.linkToNextPage(after: list.next))
    }

    @Sendable func audit(_ request: Request, _ context: ServiceRequestContext) async throws -> JSONResponse<AuditList> {
        let (query, wanted) = (try AuditQuery(request), try MinPosition(request))
        let list = try views.get(access).read(AuditProjection(), for: wanted, query.fetch)
        return JSONResponse(list, headers: request.linkToNextPage(after: list.next))
    }

    @Sendable func projections(
        _ request: Request, _ context: ServiceRequestContext
    ) async throws -> JSONResponse<[String: [ProjectionStatus]]> {
        JSONResponse(["projections": try views.get(access).projections.status()])
    }

    /// Begins it and answers at once: 202.
    @Sendable func rebuild(
        _ request: Request, _ context: ServiceRequestContext
    ) async throws -> JSONResponse<[String: [ProjectionStatus]]> {
        let projections = try views.get(access).projections
        let name = context.parameters.get("name") ?? ""
        guard try projections.rebuild(name) else {
            throw Problem(
                .notFound, "there is no projection '\(name.prefix(64))'; there are \(projections.names.joined(separator: ", "))")
        }
        return JSONResponse(["projections": try projections.status().filter { $0.name == name }], status: .accepted)
    }
}
