import Contracts
import Decisions
import DispatchOrchestratorDomain
import MessageProcessing

extension DispatchHandler: RebuildableHandler {
    func makeState() -> any RebuiltState { RebuiltDispatch() }

    /// A command that no message led to was asked for by a person, who is on record, or by a timeout that fired.
    func restore(
        _ published: [Message], cause: Message?, by record: InterventionRecorded?, in context: Context
    ) throws -> Restored {
        guard let order = published.first?.orderID, let saga = try state(context).load(order) else { return .impossible }
        let decision =
            record.flatMap { Intervention.Action(rawValue: $0.action) }.flatMap { self.decision(by: $0, on: saga) }
            ?? DispatchSaga.timeoutFired(saga, attempt: timeouts.repeats, timeouts: timeouts)
        guard case .advance(_, let asked, _) = decision, asked == published else { return .impossible }
        try carryOut(
            decision, cause: record?.action ?? "timeout fired", about: order, before: saga,
            note: record.map { "\($0.by): \($0.why)" }, in: context)
        return .whole
    }
}
