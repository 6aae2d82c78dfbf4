import Contracts
import Decisions
import DispatchOrchestratorDomain
import Messaging

/// Takes commands to the saga, its state to the tables, and everything that happens to the audit trail.
struct DispatchHandler: CommandHandler {
    let service = "dispatch"
    let messages = sagaMessages
    let timeouts: TimeoutPolicy

    func execute(_ command: SagaCommand, in context: Context) throws {
        let saga = try state(context).load(command.orderId)
        let decision = DispatchSaga.decide(command, saga, timeouts: timeouts)
        try carryOut(decision, cause: command.cause, about: command.orderId, before: saga, in: context)
    }

    func timeoutFired(for subject: String, attempt: Int, in context: Context) throws {
        guard let order = OrderID(stream: subject), let saga = try state(context).load(order) else { return }
        let decision = DispatchSaga.timeoutFired(saga, attempt: attempt, timeouts: timeouts)
        try carryOut(decision, cause: "timeout fired", about: order, before: saga, in: context)
    }

    /// Does what a person asks for, and writes down who asked and why.
    ///
    /// - Throws: ``Refusal`` if there is no saga, or if it cannot be done to it (any more).
    func execute(_ command: SagaCommand, by signature: Signature, in context: Context) throws -> Saga {
        let order = command.orderId
        let saga = try state(context).load(order)
        // What is asked for anew belongs to the conversation that it was asked for in before.
        try context.joinConversation(of: order.stream)
        let decision = DispatchSaga.decide(command, saga, timeouts: timeouts)
        if case .advance = decision, let action = command.action {
            try Interventions.add(action, by: signature, about: order.stream, in: context)
        }
        let note = "\(signature.by): \(signature.why)"
        let refusal = try carryOut(decision, cause: command.cause, about: order, before: saga, note: note, in: context)
        if let refusal { throw refusal }
        guard let after = try state(context).load(order) else {
            throw Refusal(.notFound, "no saga coordinates order \(order)")
        }
        return after
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
        return try context.carryOut(decision, about: order.stream, id: { Self.messageID($0, round: round) }) { saga in
            try state(context).save(saga, isNew: before == nil, at: context.now)
        }
    }

    func state(_ context: Context) -> any DispatchState { context.rebuilt(RebuiltDispatch.self) ?? DispatchTables(context.db) }

    private func summary(of decision: Decision<Saga>, before: Saga?) -> (after: Saga?, asked: [any Message], note: String?) {
        switch decision {
        case .advance(let saga, let published, _):
            (saga, published.filter { $0 is any CommandMessage }, saga.attention.map { "needs attention: \($0)" })
        case .ignore(let reason, _): (before, [], reason)
        case .refuse(let refusal): (before, [], refusal.reason)
        }
    }

    /// A command has the same id each time it is asked, so wherever it got through it is done once. Only a late answer, which is
    /// compensated anew, and a person who has a step asked for anew make new ones.
    static func messageID(_ message: any Message, round: Int) -> String {
        let id = "\(message.subject)/\(message.typeName)"
        return round == 0 ? id : "\(id)/\(round)"
    }
}

extension Intervention.Action {
    static let resumeSaga = Self(rawValue: "resumeSaga")
    static let compensateSaga = Self(rawValue: "compensateSaga")
    static let closeSaga = Self(rawValue: "closeSaga")
}

extension SagaCommand {
    /// What it is on record as, if a person asked for it.
    var action: Intervention.Action? {
        switch self {
        case .follow: nil
        case .resume: .resumeSaga
        case .compensate: .compensateSaga
        case .close: .closeSaga
        }
    }

    /// What the audit trail names as the cause.
    var cause: String {
        if case .follow(_, _, let cause) = self { cause } else { action?.rawValue ?? "" }
    }

    /// The command behind a record; `nil` for a record of something else.
    init?(_ record: InterventionRecorded, about order: OrderID) {
        let all: [SagaCommand] = [.resume(order), .compensate(order), .close(order)]
        guard let command = all.first(where: { $0.action?.rawValue == record.action }) else { return nil }
        self = command
    }
}
