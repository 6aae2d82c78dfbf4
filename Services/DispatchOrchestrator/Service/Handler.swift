import Contracts
import Decisions
import DispatchOrchestratorDomain
import MessageProcessing

/// Takes messages to the saga, its state to the tables, and everything that happens to the audit trail.
struct DispatchHandler: MessageHandler {
    let service = "dispatch"
    let subscription = dispatchSubscription
    let patience: Patience

    func handle(_ message: Message, in context: Context) throws {
        guard let order = message.orderID else { return context.ignore(because: "it is about no order") }
        let saga = try DispatchTables.load(order, in: context.db)
        let decision = DispatchSaga.react(to: message, saga, patience: patience)
        try carryOut(decision, cause: message.type.rawValue, about: order, before: saga, in: context)
    }

    func watchFired(for order: OrderID, attempt: Int, in context: Context) throws {
        guard let saga = try DispatchTables.load(order, in: context.db) else { return }
        let decision = DispatchSaga.watchFired(saga, attempt: attempt, patience: patience)
        try carryOut(decision, cause: "watch fired", about: order, before: saga, in: context)
    }

    private func carryOut(
        _ decision: Decision<Saga>, cause: String, about order: OrderID, before: Saga?, in context: Context
    ) throws {
        let (after, asked, note) = summary(of: decision, before: before)
        if before != nil || after != nil {
            try AuditEntry.add(cause, about: order, before: before, after: after, asked: asked, note: note, in: context)
        }
        try context.carryOut(decision, about: order, id: { Self.messageID($0, lateAnswers: after?.lateAnswers ?? 0) }) { saga in
            try DispatchTables.save(saga, isNew: before == nil, at: context.now, in: context.db)
        }
    }

    private func summary(of decision: Decision<Saga>, before: Saga?) -> (after: Saga?, asked: Message?, note: String?) {
        switch decision {
        case .advance(let saga, let said, _): (saga, said.first, saga.needsAttention ? "needs attention" : nil)
        case .ignore(let reason, _): (before, nil, reason)
        case .refuse(let refusal): (before, nil, refusal.reason)
        }
    }

    /// A command has the same id each time it is asked, so wherever it got through it is done once. Only a late answer, which is
    /// compensated anew, makes a new one.
    static func messageID(_ command: Message, lateAnswers: Int) -> String {
        let id = "\(command.subject)/\(command.type)"
        return lateAnswers == 0 ? id : "\(id)/\(lateAnswers)"
    }
}
