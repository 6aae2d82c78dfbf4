package import Contracts
import NIOHTTP1

/// Orders by state, for each mode.
package typealias OrderCounts = [String: [String: Int]]

extension ServiceClient {
    /// `POST /orders`.
    package func create(_ order: NewOrder, labels: RequestLabels = RequestLabels()) async throws(APIError) -> OrderView {
        try await send(.POST, "/orders", order, labels: labels)
    }

    /// The same, and whether the order had been created before under the same key.
    package func createOnce(_ order: NewOrder, labels: RequestLabels) async throws(APIError) -> (
        answer: OrderView, isReplay: Bool
    ) {
        try await sendOnce(.POST, "/orders", order, labels: labels)
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
    package func orderSummary() async throws(APIError) -> OrderCounts {
        try await get("/orders/summary")
    }
}
