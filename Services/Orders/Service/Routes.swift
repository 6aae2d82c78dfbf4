import Contracts
import Decisions
import Foundation
import Hummingbird
import MessageProcessing
import OrdersDomain
import ServiceRuntime

/// What customers do with an order: create, pay, cancel.
struct OrdersRoutes {
    struct NewOrder: Codable, Sendable {
        var customerId: CustomerID
        var items: [OrderItem]
        var shipTo: Address
        /// Who leads the order; the service's default if absent.
        var workflow: Workflow?
    }

    struct Payment: Codable, Sendable {
        /// `nil` pays the total.
        var amount: Money?
    }

    struct Cancellation: Codable, Sendable {}

    let access: ServiceAccess
    let handler: OrdersHandler

    func add(to router: ServiceRouter) {
        router.post("/orders", use: create)
        router.post("/orders/{id}/payment", use: pay)
        router.post("/orders/{id}/cancellation", use: cancel)
    }

    @Sendable func create(_ request: Request, _ context: ServiceRequestContext) async throws -> JSONResponse<OrderView> {
        let order: NewOrder = try await request.decode(context: context)
        try order.shipTo.check()
        let workflow = order.workflow ?? access.configuration.defaultWorkflow
        let key = try request.idempotencyKey()
        let view = try await access.once(
            "POST /orders", key: key, request: order, origin: context.origin(workflow: workflow)
        ) { context in
            guard let id = try OrdersTables.nextID(in: context.db) else {
                throw Refusal(.conflict, "there are no order numbers left")
            }
            let decision = OrderDecisions.create(
                id, customer: order.customerId, items: order.items, shipTo: order.shipTo, workflow: workflow, now: context.now)
            var created: StoredOrder?
            let refusal = try context.carryOut(decision, about: id) { events in
                created = try OrdersTables.append(events, to: id, nil, in: context)
            }
            if let refusal { throw refusal }
            guard let created else { throw Refusal(.conflict, "the order was not created") }
            return OrderView(created)
        }
        return JSONResponse(view, status: .created, headers: [.location: "/orders/\(view.orderId)"])
    }

    @Sendable func pay(_ request: Request, _ context: ServiceRequestContext) async throws -> JSONResponse<OrderView> {
        let id = try context.orderID()
        let payment: Payment = try await request.decode(context: context)
        let key = try request.idempotencyKey()
        let patience = handler.patience
        let view = try await access.once(
            "POST /orders/payment", about: id, key: key, request: payment, origin: context.origin()
        ) { context in
            try decide(about: id, in: context) { OrderDecisions.pay($0, amount: payment.amount, patience: patience) }
        }
        return JSONResponse(view)
    }

    @Sendable func cancel(_ request: Request, _ context: ServiceRequestContext) async throws -> JSONResponse<OrderView> {
        let id = try context.orderID()
        let _: Cancellation = try await request.decode(context: context)
        let view = try await access.calls.perform("POST /orders/cancellation", origin: context.origin()) { context in
            try decide(about: id, in: context) { OrderDecisions.cancel($0, because: .customerRequest) }
        }
        return JSONResponse(view)
    }

    private func decide(
        about id: OrderID, in context: Context, by decision: (OrderAggregate) -> Decision<[OrderEvent]>
    ) throws -> OrderView {
        let (order, refusal) = try handler.decide(about: id, in: context, by: decision)
        if let refusal { throw refusal }
        return OrderView(order)
    }
}

extension Address {
    /// Every field says something in printable characters, and none is endless.
    fileprivate func check() throws {
        let fields = ["name": name, "street": street, "city": city, "postcode": postcode, "country": country]
        for (field, text) in fields.sorted(by: { $0.key < $1.key }) {
            let isPrintable = text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
            guard (1...200).contains(text.utf8.count), isPrintable else {
                throw Problem(.invalidRequest, "shipTo.\(field) has 1 to 200 bytes and no control characters")
            }
        }
    }
}
