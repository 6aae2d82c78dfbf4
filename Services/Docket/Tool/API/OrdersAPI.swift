package import Contracts
package import Decisions
package import Foundation
import NIOHTTP1

/// The body of `POST /orders`.
package struct NewOrder: Sendable, Hashable, Codable {
    package var customerId: CustomerID
    package var items: [OrderItem]
    package var shipTo: Address
    /// `nil` leaves it to the service's default.
    package var workflow: Workflow?
    /// `nil` leaves it to the service's default.
    package var payloadStyle: PayloadStyle?

    package init(
        customerId: CustomerID, items: [OrderItem], shipTo: Address, workflow: Workflow? = nil, payloadStyle: PayloadStyle? = nil
    ) {
        self.customerId = customerId
        self.items = items
        self.shipTo = shipTo
        self.workflow = workflow
        self.payloadStyle = payloadStyle
    }
}

/// An order as Orders tells it.
package struct OrderView: Sendable, Hashable, Codable {
    package var orderId: OrderID
    package var state: OrderState
    package var workflow: Workflow
    package var paid: Money?
    package var refunded: Money?
    package var cancellationReason: CancellationReason?
    package var createdAt: Date
}

/// How far an order has come.
package enum OrderState: String, Sendable, Hashable, Codable, CaseIterable {
    case created, paid, ready, completed, cancelled

    /// Nothing more happens to it.
    package var isFinal: Bool { self == .completed || self == .cancelled }
}

/// Orders by state, for each workflow.
package typealias OrderSummary = [String: [String: Int]]

extension ServiceClient {
    /// `POST /orders`.
    package func create(_ order: NewOrder, labels: RequestLabels = RequestLabels()) async throws(APIError) -> OrderView {
        try await send(.POST, "/orders", order, labels: labels)
    }

    /// `POST /orders/{id}/payment`: pays the whole amount.
    package func pay(_ order: OrderID, labels: RequestLabels = RequestLabels()) async throws(APIError) -> OrderView {
        try await send(.POST, "/orders/\(order)/payment", EmptyBody(), labels: labels)
    }

    /// `POST /orders/{id}/cancellation`; status 409 after the pivot.
    package func cancel(_ order: OrderID, labels: RequestLabels = RequestLabels()) async throws(APIError) -> OrderView {
        try await send(.POST, "/orders/\(order)/cancellation", EmptyBody(), labels: labels)
    }

    /// `GET /orders/{id}`.
    package func order(_ order: OrderID) async throws(APIError) -> OrderView {
        try await get("/orders/\(order)")
    }

    /// `GET /orders/summary`.
    package func orderSummary() async throws(APIError) -> OrderSummary {
        try await get("/orders/summary")
    }
}
