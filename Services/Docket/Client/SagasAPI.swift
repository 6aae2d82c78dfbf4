package import Contracts
import NIOHTTP1

/// What a person may do to a saga.
package enum SagaAction: String, Sendable, CaseIterable {
    case resume, compensate, close
}

extension ServiceClient {
    /// `GET /sagas/{id}`; `nil` if no saga coordinates the order.
    package func saga(_ order: OrderID) async throws(APIError) -> SagaView? {
        do {
            return try await get("/sagas/\(order)", as: SagaView.self)
        } catch  where error.status == 404 {
            return nil
        }
    }

    /// `GET /sagas?attention=true`: the first that need a person.
    package func sagasNeedingAttention(limit: Int) async throws(APIError) -> [SagaView] {
        try await get("/sagas?attention=true&limit=\(limit)", as: SagaList.self).sagas
    }

    /// `POST /sagas/{id}/resume`, `compensate` or `close`.
    package func act(_ action: SagaAction, on order: OrderID, _ body: SignedBody) async throws(APIError) -> SagaView {
        try await send(.POST, "/sagas/\(order)/\(action.rawValue)", body, labels: RequestLabels())
    }

    /// `POST /orders/{id}/cancellation`, signed by a person who gives the order up.
    package func giveUp(_ order: OrderID, _ body: SignedBody) async throws(APIError) -> OrderView {
        try await send(.POST, "/orders/\(order)/cancellation", body, labels: RequestLabels())
    }
}
