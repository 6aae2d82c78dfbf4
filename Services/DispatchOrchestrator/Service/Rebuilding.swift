import Contracts
import Decisions
import DispatchOrchestratorDomain
import MessageProcessing

extension DispatchHandler: RebuildableHandler {
    var says: Set<MessageType> {
        [.reserveStock, .releaseStock, .bookShipment, .cancelShipment, .markOrderReady, .cancelOrder, .workflowClosed]
    }

    /// A command that no message led to was asked for by a watch that fired, or by a person. Which of the two the log does not say, and
    /// a workflow goes on the same way after both; the audit trail then calls a person's "watch fired" or "resumeWorkflow".
    func restore(_ said: [Message], cause: Message?, in context: Context) throws -> Bool {
        guard let order = said.first?.orderID, let saga = try DispatchTables.load(order, in: context.db) else { return false }
        let candidates: [(cause: String, decision: Decision<Saga>)] = [
            ("watch fired", DispatchSaga.watchFired(saga, attempt: patience.repeats, patience: patience)),
            (Intervention.Action.resumeWorkflow.rawValue, DispatchSaga.resume(saga, patience: patience)),
            (Intervention.Action.compensateWorkflow.rawValue, DispatchSaga.compensate(saga, patience: patience)),
            (Intervention.Action.closeWorkflow.rawValue, DispatchSaga.close(saga)),
        ]
        for (name, decision) in candidates {
            guard case .advance(_, let asked, _) = decision, asked == said else { continue }
            try carryOut(decision, cause: name, about: order, before: saga, in: context)
            return true
        }
        return false
    }
}
