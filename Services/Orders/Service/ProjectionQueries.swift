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

/// What is asked about many orders. It reads projections only, and what changes an order reads streams only.
struct ProjectionQueries {
    let access: ServiceAccess
    let views: OrderViews

    func add(to router: ServiceRouter) {
        router.get("/orders", use: list)
        router.get("/orders/summary", use: summary)
        router.get("/sales", use: sales)
        router.get("/audit", use: audit)
        router.get("/projections", use: projections)
        router.post("/projections/{name}/rebuild", use: rebuild)
    }

    @Sendable func list(_ request: Request, _ context: ServiceRequestContext) async throws -> JSONResponse<OrderList> {
        let list = try await views.read(OrderListProjection(), access, OrderListQuery(request).fetch)
        return JSONResponse(list, headers: request.linkToNextPage(after: list.next))
    }

    /// Orders by state, for each mode.
    @Sendable func summary(
        _ request: Request, _ context: ServiceRequestContext
    ) async throws -> JSONResponse<[String: [String: Int]]> {
        let counted = try await views.read(OrderListProjection(), access) { db in
            try Row.fetchAll(db.cachedStatement(sql: "SELECT mode, state, count(*) FROM orders GROUP BY mode, state"))
                .map {
                    try ($0.decode(String.self, atIndex: 0), $0.decode(String.self, atIndex: 1), $0.decode(Int.self, atIndex: 2))
                }
        }
        let none = Dictionary(uniqueKeysWithValues: CoordinationMode.allCases.map { ($0.rawValue, [String: Int]()) })
        return JSONResponse(counted.reduce(into: none) { $0[$1.0, default: [:]][$1.1] = $1.2 })
    }

    @Sendable func sales(_ request: Request, _ context: ServiceRequestContext) async throws -> JSONResponse<SalesList> {
        let list = try await views.read(SalesProjection(), access, SalesQuery(request).fetch)
        return JSONResponse(list, headers: request.linkToNextPage(after: list.next))
    }

    @Sendable func audit(_ request: Request, _ context: ServiceRequestContext) async throws -> JSONResponse<AuditList> {
        let list = try await views.read(AuditProjection(), access, AuditQuery(request).fetch)
        return JSONResponse(list, headers: request.linkToNextPage(after: list.next))
    }

    @Sendable func projections(
        _ request: Request, _ context: ServiceRequestContext
    ) async throws -> JSONResponse<[String: [ProjectionStatus]]> {
        JSONResponse(["projections": try views.projections(access).status()])
    }

    /// Begins it and answers at once: 202.
    @Sendable func rebuild(
        _ request: Request, _ context: ServiceRequestContext
    ) async throws -> JSONResponse<[String: [ProjectionStatus]]> {
        let projections = try views.projections(access)
        let name = context.parameters.get("name") ?? ""
        guard try projections.rebuild(name) else {
            throw Problem(
                .notFound, "there is no projection '\(name.prefix(64))'; there are \(projections.names.joined(separator: ", "))")
        }
        return JSONResponse(["projections": try projections.status().filter { $0.name == name }], status: .accepted)
    }
}
