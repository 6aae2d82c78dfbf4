package import Contracts
import Decisions
import FulfilmentSupport
package import GRDB
import Hummingbird
import OrdersDomain
import ServiceKit

/// What a service gets that received a payment by a notification and calls back: the contents of the full event, from the order's stream.
package enum PaymentDetails {
    /// - Parameter version: The version of the stream that the notification named.
    /// - Throws: ``Refusal``: there is no such order, it is not paid, or (a conflict) its stream has not come to that version.
    package static func of(_ id: OrderID, version: Int, in db: Database) throws -> OrderPaid {
        guard let stored = try OrdersTables(db).load(id) else { throw Refusal(.notFound, "there is no order \(id)") }
        guard stored.order.version >= version else {
            throw Refusal(.conflict, "order \(id) is at version \(stored.order.version), not yet at \(version)")
        }
        guard stored.order.paid != nil else { throw Refusal(.conflict, "order \(id) is not paid") }
        return OrderDecisions.paymentDetails(stored.order)
    }
}

/// `GET /orders/{id}/payment-details?version=2`.
struct PaymentDetailsRoute {
    let access: ServiceAccess

    func add(to router: ServiceRouter) { router.get("/orders/{id}/payment-details", use: show) }

    @Sendable func show(_ request: Request, _ context: ServiceRequestContext) async throws -> JSONResponse<OrderPaid> {
        let id = try context.orderID()
        let version = try request.queryCount("version") ?? 1
        return JSONResponse(try await access.database.read { db in try PaymentDetails.of(id, version: version, in: db) })
    }
}
