import Contracts
import Decisions
import DispatchOrchestratorDomain
import MessageProcessing

/// Takes messages to the saga, its state to the tables, and everything that happens to the audit trail.
struct DispatchHandler: MessageHandler {
    let service = "dispatch"
    let subscription = dispatchSubscription
    let timeouts: TimeoutPolicy

    func handle(_ message: Message, in context: Context) throws {
        guard let order = message.orderID else { return context.ignore(because: "it is about no order") }
        let saga = try state(context).load(order)
        let decision = DispatchSaga.react(to: message, saga, timeouts: timeouts)
        try carryOut(decision, cause: message.type.rawValue, about: order, before: saga, in: context)
    }

    func timeoutFired(for order: OrderID, attempt: Int, in context: Context) throws {
        guard let saga = try state(context).load(order) else { return }
        let decision = DispatchSaga.timeoutFired(saga, attempt: attempt, timeouts: timeouts)
        try carryOut(decision, cause: "timeout fired", about: order, before: saga, in: context)
    }

    /// Does what a person asks for, and writes down who asked and why.
    ///
    /// - Throws: ``Refusal`` if there is no workflow, or if it cannot be done to it (any more).
    func intervene(
        _ action: Intervention.Action, on order: OrderID, by signature: Signature, in context: Context
    ) throws -> Saga {
        guard let saga = try state(context).load(order) else {
            throw Refusal(.notFound, "no workflow leads order \(order): it is unpaid, unknown or choreographed")
        }
        // What is asked for anew belongs to the conversation that it was asked for in before.
        try context.joinConversation(of: order)
        guard let decision = decision(by: action, on: saga) else {
            throw Refusal(.invalid, "\(action.rawValue) is nothing that is done to a workflow")
        }
        if case .advance = decision { try Interventions.add(action, by: signature, order: order, in: context) }
        let refusal = try carryOut(
            decision, cause: action.rawValue, about: order, before: saga, note: "\(signature.by): \(signature.why)", in: context)
        if let refusal { throw refusal }
        return try state(context).load(order) ?? saga
    }

    /// What comes of it if a person does this to the workflow; `nil` for what is done to other things.
    func decision(by action: Intervention.Action, on saga: Saga) -> Decision<Saga>? {
        switch action {
        case .resumeWorkflow: DispatchSaga.resume(saga, timeouts: timeouts)
        case .compensateWorkflow: DispatchSaga.compensate(saga, timeouts: timeouts)
        case .closeWorkflow: DispatchSaga.close(saga)
        case .retryLetter, .editLetter, .discardLetter, .cancelOrder: nil
        }
    }

    @discardableResult
    func carryOut(
        _ decision: Decision<Saga>, cause: String, about order: OrderID, before: Saga?, note: String? = nil, in context: Context
    ) throws -> Refusal? {
        let (after, asked, remark) = summary(of: decision, before: before)
        let note = note ?? remark
        if before != nil || after != nil {
            let entry = AuditEntry(cause, before: before, after: after, asked: asked, note: note, in: context)
            try state(context).note(entry, about: order)
        }
        let round = (after?.lateAnswers ?? 0) + (after?.resumptions ?? 0)
        return try context.carryOut(decision, about: order, id: { Self.messageID($0, round: round) }) { saga in
            try state(context).save(saga, isNew: before == nil, at: context.now)
        }
    }

    func state(_ context: Context) -> any DispatchState { context.rebuilt(RebuiltDispatch.self) ?? DispatchTables(context.db) }

    private func summary(of decision: Decision<Saga>, before: Saga?) -> (after: Saga?, asked: [Message], note: String?) {
        switch decision {
        case .advance(let saga, let published, _):
            (saga, published.filter { $0.kind == .command }, saga.attention.map { "needs attention: \($0)" })
        case .ignore(let reason, _): (before, [], reason)
        case .refuse(let refusal): (before, [], refusal.reason)
        }
    }

    /// A command has the same id each time it is asked, so wherever it got through it is done once. Only a late answer, which is
    /// compensated anew, and a person who has a step asked for anew make new ones.
    static func messageID(_ command: Message, round: Int) -> String {
        let id = "\(command.subject)/\(command.type)"
        return round == 0 ? id : "\(id)/\(round)"
    }
}
