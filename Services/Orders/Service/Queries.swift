import Contracts
import EventSourcing
import Foundation
import GRDB
import Hummingbird
import MessageProcessing
import OrdersDomain
import ServiceRuntime

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
        let workflow = try request.query("workflow", as: Workflow.self)
        let orders = try await access.database.read { db in
            try OrderSummary.fetch(state: state, workflow: workflow, after: after, limit: page.limit, in: db)
        }
        return JSONResponse(OrderList(orders: orders, next: orders.count == page.limit ? orders.last?.orderId : nil))
    }

    /// Orders by state, for each workflow.
    @Sendable func summary(
        _ request: Request, _ context: ServiceRequestContext
    ) async throws -> JSONResponse<[String: [String: Int]]> {
        let counted = try await access.database.read { db in
            try Row.fetchAll(db, sql: "SELECT workflow, state, count(*) FROM order_list GROUP BY workflow, state")
                .map { ($0[0] as String, $0[1] as String, $0[2] as Int) }
        }
        let none = Dictionary(uniqueKeysWithValues: Workflow.allCases.map { ($0.rawValue, [String: Int]()) })
        return JSONResponse(counted.reduce(into: none) { $0[$1.0, default: [:]][$1.1] = $1.2 })
    }

    @Sendable func show(_ request: Request, _ context: ServiceRequestContext) async throws -> JSONResponse<OrderView> {
        let id = try context.orderID()
        return JSONResponse(try await access.database.read { db in try OrderView.load(id, in: db) })
    }

    @Sendable func history(_ request: Request, _ context: ServiceRequestContext) async throws -> JSONResponse<OrderHistory> {
        let id = try context.orderID()
        let events = try await access.database.read { db in try OrdersTables.store.loadStream(id.stream, in: db) }
        guard !events.isEmpty else { throw Problem(.notFound, "there is no order \(id)") }
        return JSONResponse(OrderHistory(orderId: id, events: try events.map(OrderHistory.Event.init)))
    }
}
