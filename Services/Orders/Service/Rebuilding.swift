import Contracts
import Decisions
import MessageProcessing
import OrdersDomain

/// Orders is the source of truth about orders, and yet the log tells most of it: of an order whose payment was told by state transfer,
/// everything. What it does not tell (an order that nobody has paid, one whose payment was only notified) is lost with the file, and raised
/// to a person.
extension OrdersHandler: RebuildableHandler {
    var says: Set<MessageType> {
        [
            .orderCreated, .orderPaid, .orderPaidNotice, .orderReady, .orderCompleted, .orderCancelled, .orderRefunded,
            .commandAnswered,
        ]
    }

    var raisesWhatIsLost: Bool { true }

    func restore(_ said: [Message], cause: Message?, in context: Context) throws -> Bool {
        try said.allSatisfy { try restore($0, in: context) }
    }

    private func restore(_ message: Message, in context: Context) throws -> Bool {
        switch message {
        case .orderCreated(let created): return try restore(created, in: context)
        case .orderPaid(let paid):
            return try append(to: paid.orderId, in: context) { order in
                OrderDecisions.pay(order, amount: paid.amount, patience: patience)
            }
        case .orderReady(let ready): return try append(to: ready.orderId, in: context, by: OrderDecisions.markReady)
        case .orderCancelled(let cancelled):
            return try append(to: cancelled.orderId, in: context) { order in
                guard order.state == .created || order.state == .paid else {
                    return .ignore(because: "it is \(order.state.rawValue)")
                }
                return .advance([.cancelled(cancelled.reason)], watch: .end)
            }
        case .orderRefunded(let refunded):
            return try append(to: refunded.orderId, in: context) { order in
                guard order.state == .cancelled, order.refunded == nil else { return .ignore(because: "it is refunded") }
                return .advance([.refunded(refunded.amount)])
            }
        case .orderCompleted(let completed): return try append(to: completed.orderId, in: context, by: OrderDecisions.complete)
        // It tells what stood before, and changes nothing.
        case .commandAnswered: return true
        default: return false
        }
    }

    /// The notification of a new order says only that there is one; what was ordered stands in its payment.
    private func restore(_ created: OrderCreated, in context: Context) throws -> Bool {
        guard case .orderPaid(let paid) = try context.published(.orderPaid, about: created.orderId) else { return false }
        let details = OrderDetails(
            customerId: paid.customerId, items: paid.items, total: paid.amount, shipTo: paid.shipTo,
            workflow: context.origin.workflow, events: .stateTransfer, createdAt: created.createdAt)
        try OrdersTables.append([.created(details)], to: created.orderId, nil, in: context)
        return true
    }

    /// False if the order does not allow it.
    private func append(
        to id: OrderID, in context: Context, by decision: (OrderAggregate) -> Decision<[OrderEvent]>
    ) throws -> Bool {
        guard try OrdersTables.load(id, in: context.db) != nil else { return false }
        var advances = false
        try decide(about: id, in: context) { order in
            let decision = decision(order)
            if case .advance = decision { advances = true }
            return decision
        }
        return advances
    }
}
