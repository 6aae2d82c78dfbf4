import Contracts
import Decisions
import Foundation
import Instants
import Messaging
import OrdersDomain

/// Takes commands to the decisions about an order, and what they decide to its stream.
struct OrdersHandler: CommandHandler {
    let service = "orders"
    let messages = orderMessages
    let timeouts: TimeoutPolicy

    func execute(_ command: OrderCommand, in context: Context) throws { try perform(command, in: context) }

    /// Does it, and returns the order as it is afterwards, and the refusal if it was one.
    ///
    /// - Parameter version: Of the order as the caller saw it; `nil` if any will do.
    /// - Throws: ``Refusal`` (not found) if there is no such order.
    @discardableResult
    func perform(
        _ command: OrderCommand, expecting version: Int? = nil, in context: Context
    ) throws -> (order: StoredOrder?, refusal: Refusal?) {
        switch command {
        case .create(let id, let draft): try create(id, draft, in: context)
        case .pay(let id, let amount):
            try decide(about: id, expecting: version, in: context) {
                OrderDecisions.pay($0, amount: amount, timeouts: timeouts)
            }
        case .cancel(let id, let reason, let by):
            try decide(about: id, expecting: version, in: context) { OrderDecisions.cancel($0, because: reason, by: by) }
        case .markReady(let id): try decide(about: id, in: context, by: OrderDecisions.markReady)
        case .giveUp(let id, let reason):
            try decide(about: id, in: context) { OrderDecisions.giveUp($0, because: reason) }
        case .complete(let id): try decide(about: id, in: context, by: OrderDecisions.complete)
        case .sagaClosed(let id): try decide(about: id, in: context, by: OrderDecisions.sagaClosed)
        }
    }

    /// In choreography Orders keeps a timeout for the whole order, because the customer's money is here.
    func timeoutFired(for subject: String, attempt: Int, in context: Context) throws {
        guard let order = OrderID(stream: subject) else { return }
        try decide(about: order, in: context) { OrderDecisions.timeoutFired($0, attempt: attempt, timeouts: timeouts) }
    }

    private func create(
        _ id: OrderID, _ draft: OrderDraft, in context: Context
    ) throws -> (order: StoredOrder?, refusal: Refusal?) {
        var created: StoredOrder?
        let decision = OrderDecisions.create(id, draft, now: Instant(context.now))
        let refusal = try context.carryOut(decision, about: id.stream) { events in
            created = try state(context).append(events, to: id, nil, in: context)
        }
        return (created, refusal)
    }

    @discardableResult
    func decide(
        about id: OrderID, expecting version: Int? = nil, in context: Context,
        by decision: (OrderAggregate) -> Decision<[OrderEvent]>
    ) throws -> (order: StoredOrder?, refusal: Refusal?) {
        let state = state(context)
        guard var stored = try state.load(id) else {
            throw Refusal(.notFound, "there is no order \(id)")
        }
        context.origin.mode = stored.order.details.mode
        let decided = version.flatMap { stale(id, expected: $0, stored.order) } ?? decision(stored.order)
        let refusal = try context.carryOut(decided, about: id.stream, id: Self.messageID, time: decided.happened(to: stored)) {
            events in
            guard !events.isEmpty else { return }
            stored = try state.append(events, to: id, stored.order, in: context) ?? stored
        }
        return (stored, refusal)
    }

    private func stale(_ id: OrderID, expected: Int, _ order: OrderAggregate) -> Decision<[OrderEvent]>? {
        expected == order.version ? nil : .refuse(.stale(id, expected: expected, actual: order.version))
    }

    func state(_ context: Context) -> any OrdersState { context.rebuilt(RebuiltOrders.self) ?? OrdersTables(context.db) }

    /// `OrderPaid` is published once an order; when it is published again to wake the others, it is the same message with the same id.
    static func messageID(_ message: any Message) -> String? {
        message is OrderPaid || message is OrderPaidNotification ? "\(message.subject)/\(message.typeName)" : nil
    }
}

extension Decision<[OrderEvent]> {
    /// When what is published happened, if before now: without a new event it is the last one of the order that is published again.
    fileprivate func happened(to stored: StoredOrder) -> Date? {
        if case .advance(let events, _, _) = self, events.isEmpty { stored.updatedAt } else { nil }
    }
}

extension Refusal {
    static func stale(_ id: OrderID, expected: Int, actual: Int) -> Refusal {
        Refusal(.stale, "order \(id) is at version \(actual), not at \(expected); look at it and decide again")
    }
}
