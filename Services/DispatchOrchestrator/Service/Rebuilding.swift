import Contracts
import Decisions
import DispatchOrchestratorDomain
import MessageProcessing

extension DispatchHandler: RebuildableHandler {
    var says: Set<MessageType> {
        [.reserveStock, .releaseStock, .bookShipment, .cancelShipment, .markOrderReady, .cancelOrder, .workflowClosed]
    }

    func makeState() -> any RebuiltState { RebuiltDispatch() }

    /// A command that no message led to was asked for by a person, who is on record, or by a watch that fired.
    func restore(
        _ said: [Message], cause: Message?, by record: InterventionRecorded?, in context: Context
    ) throws -> Restored {
        guard let order = said.first?.orderID, let saga = try state(context).load(order) else { return .impossible }
        let decision =
            record.flatMap { Intervention.Action(rawValue: $0.action) }.flatMap { self.decision(by: $0, on: saga) }
            ?? DispatchSaga.watchFired(saga, attempt: patience.repeats, patience: patience)
        guard case .advance(_, let asked, _) = decision, asked == said else { return .impossible }
        try carryOut(
            decision, cause: record?.action ?? "watch fired", about: order, before: saga,
            note: record.map { "\($0.by): \($0.why)" }, in: context)
        return .whole
    }
}
