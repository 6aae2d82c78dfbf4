import Contracts
import DispatchOrchestratorDomain
import DurableSQLite
import Foundation
import FulfilmentSupport
import GRDB
import Hummingbird
import ServiceKit

/// Where sagas stand, and the complete story of each.
struct DispatchRoutes {
    let access: ServiceAccess

    func add(to router: ServiceRouter) {
        router.get("/sagas", use: list)
        router.get("/sagas/{id}", use: show)
        router.get("/sagas/{id}/audit", use: audit)
    }

    @Sendable func list(_ request: Request, _ context: ServiceRequestContext) async throws -> JSONResponse<SagaList> {
        let page = try PageRequest(request)
        let (after, phase) = (try page.afterNumber(), try request.query("state", as: Saga.Phase.self))
        let needing = try request.query("attention", expected: "true or false") { Bool($0) }
        let sagas = try await access.database.read { db in
            try DispatchTables(db).list(phase: phase, needingAttention: needing, after: after, limit: page.limit)
        }
        let next = sagas.next(limit: page.limit).flatMap { OrderID($0) }
        return JSONResponse(
            SagaList(sagas: sagas.elements.map(SagaView.init), damaged: sagas.damaged, next: next),
            headers: request.linkToNextPage(after: next))
    }

    @Sendable func show(_ request: Request, _ context: ServiceRequestContext) async throws -> JSONResponse<SagaView> {
        JSONResponse(SagaView(try await saga(context.orderID())))
    }

    @Sendable func audit(_ request: Request, _ context: ServiceRequestContext) async throws -> JSONResponse<AuditTrail> {
        let order = try context.orderID()
        _ = try await saga(order)
        let entries = try await access.database.read { db in try DispatchTables(db).auditTrail(of: order) }
        return JSONResponse(AuditTrail(orderId: order, entries: entries))
    }

    private func saga(_ order: OrderID) async throws -> Saga {
        let saga = try await access.database.read { db in try DispatchTables(db).load(order) }
        guard let saga else {
            throw Problem(.notFound, "no saga coordinates order \(order): it is unpaid, unknown or choreographed")
        }
        return saga
    }
}

extension SagaView {
    init(_ saga: Saga) {
        self.init(
            orderId: saga.orderId, state: saga.phase.rawValue, compensating: saga.plan.map(\.rawValue),
            compensated: saga.undone.map(\.rawValue), reason: saga.reason, lateAnswers: saga.lateAnswers,
            needsAttention: saga.needsAttention, attention: saga.attention, resumptions: saga.resumptions)
    }
}

struct AuditTrail: Codable, Sendable {
    var orderId: OrderID
    var entries: [AuditEntry]
}
