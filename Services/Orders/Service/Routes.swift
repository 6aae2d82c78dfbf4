import CompactJSON
import Contracts
import Decisions
import Foundation
import FulfilmentSupport
import Hummingbird
import Messaging
import OrdersDomain
import ServiceKit

/// What customers do with an order over HTTP: create, pay, cancel. What is done is in ``OrdersCalls``.
struct OrdersRoutes {
    /// Empty from the customer. A person who ends the order for other reasons signs it, and it is put on record.
    struct Cancellation: Codable, Sendable {
        var by: String?
        var why: String?

        func signature() throws -> Signature? {
            guard by != nil || why != nil else { return nil }
            return try Signature(by: by ?? "", why: why ?? "")
        }
    }

    let access: ServiceAccess
    let calls: OrdersCalls

    func add(to router: ServiceRouter) {
        router.post("/orders", use: create)
        router.post("/orders/{id}/payment", use: pay)
        router.post("/orders/{id}/cancellation", use: cancel)
    }

    @Sendable func create(_ request: Request, _ context: ServiceRequestContext) async throws -> JSONResponse<OrderView> {
        var order: NewOrder = try await request.decode(context: context)
        try order.shipTo.check()
        let sent = order
        order.payloadStyle = order.payloadStyle ?? access.configuration.defaultPayloadStyle
        let mode = order.mode ?? access.configuration.defaultMode
        let key = try request.idempotencyKey()
        let outcome = try await access.once(
            "POST /orders", about: sent.customerId.description, key: key, request: sent, origin: context.origin(mode: mode)
        ) { [order] context in try calls.create(order, mode, in: context) }
        let view = outcome.answer
        return JSONResponse(
            outcome, status: .created, headers: [.location: "/orders/\(view.orderId)", .eTag: view.entityTag])
    }

    @Sendable func pay(_ request: Request, _ context: ServiceRequestContext) async throws -> JSONResponse<OrderView> {
        let id = try context.orderID()
        let payment: Payment = try await request.decode(context: context, hasVersions: true)
        let key = try request.idempotencyKey()
        let version = try request.expectedVersion()
        let outcome = try await access.once(
            "POST /orders/{id}/payment", about: id.description, key: key, request: payment, origin: context.origin()
        ) { context in try calls.pay(id, payment, expecting: version, in: context) }
        return JSONResponse(outcome, headers: [.eTag: outcome.answer.entityTag])
    }

    @Sendable func cancel(_ request: Request, _ context: ServiceRequestContext) async throws -> JSONResponse<OrderView> {
        let id = try context.orderID()
        let cancellation: Cancellation = try await request.decode(context: context, hasVersions: true)
        let signature = try cancellation.signature()
        let version = try request.expectedVersion()
        let view = try await access.calls.perform("POST /orders/{id}/cancellation", origin: context.origin()) { context in
            try calls.cancel(id, by: signature, expecting: version, in: context)
        }
        return JSONResponse(view, headers: [.eTag: view.entityTag])
    }
}

extension Address {
    /// Every field says something in printable characters, and none is endless.
    fileprivate func check() throws {
        let fields = ["name": name, "street": street, "city": city, "postcode": postcode, "country": country]
        for (field, text) in fields.sorted(by: { $0.key < $1.key }) {
            guard (1...200).contains(text.utf8.count), text.isPrintable else {
                throw Problem(.invalidRequest, "shipTo.\(field) has 1 to 200 bytes, all of them of printable characters")
            }
        }
    }
}
