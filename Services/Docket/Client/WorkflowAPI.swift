package import Contracts
import NIOHTTP1

/// What a person may do to a workflow.
package enum WorkflowAction: String, Sendable, CaseIterable {
    case resume, compensate, close
}

extension ServiceClient {
    /// `GET /workflows/{id}`; `nil` if no workflow coordinates the order.
    package func workflow(_ order: OrderID) async throws(APIError) -> WorkflowView? {
        do {
            return try await get("/workflows/\(order)", as: WorkflowView.self)
        } catch  where error.status == 404 {
            return nil
        }
    }

    /// `GET /workflows?attention=true`: the first that need a person.
    package func workflowsNeedingAttention(limit: Int) async throws(APIError) -> [WorkflowView] {
        try await get("/workflows?attention=true&limit=\(limit)", as: WorkflowList.self).workflows
    }

    /// `POST /workflows/{id}/resume`, `compensate` or `close`.
    package func act(_ action: WorkflowAction, on order: OrderID, _ body: SignedBody) async throws(APIError) -> WorkflowView {
        try await send(.POST, "/workflows/\(order)/\(action.rawValue)", body, labels: RequestLabels())
    }

    /// `POST /orders/{id}/cancellation`, signed by a person who gives the order up.
    package func giveUp(_ order: OrderID, _ body: SignedBody) async throws(APIError) -> OrderView {
        try await send(.POST, "/orders/\(order)/cancellation", body, labels: RequestLabels())
    }
}
