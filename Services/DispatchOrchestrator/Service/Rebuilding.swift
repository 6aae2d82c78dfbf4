import Contracts
import Decisions
import DispatchOrchestratorDomain
import Messaging

extension DispatchHandler: RebuildableHandler {
    var publishes: [any Message.Type] { sagaPublications }

    func makeState() -> any RebuiltState { RebuiltDispatch() }

    /// A command that no message led to was asked for by a person, who is on record, or by a timeout that fired.
    func restore(
        _ published: [any Message], cause: (any Message)?, by record: InterventionRecorded?, in context: Context
    ) throws -> Restored {
        guard let order = published.first.flatMap({ OrderID(stream: $0.subject) }), let saga = try state(context).load(order)
        else { return .impossible }
        let byHand = record.flatMap { SagaCommand($0, about: order) }
        let decision =
            byHand.map { DispatchSaga.decide($0, saga, timeouts: timeouts) }
            ?? DispatchSaga.timeoutFired(saga, attempt: timeouts.repeats, timeouts: timeouts)
        guard case .advance(_, let asked, _) = decision, asked.areEqual(to: published) else { return .impossible }
        try carryOut(
            decision, cause: record?.action ?? "timeout fired", about: order, before: saga,
            note: record.map { "\($0.by): \($0.why)" }, in: context)
        return .whole
    }
}
