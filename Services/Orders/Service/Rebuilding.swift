import Contracts
import Decisions
import MessageProcessing
import OrdersDomain

/// Orders is the source of truth about orders, and yet the log tells most of it: of an order whose payment was told by state transfer,
/// everything. What it does not tell (an order that nobody has paid, one whose payment was only notified) is lost with the file, and raised
/// to a person.
extension OrdersHandler: RebuildableHandler {
    func makeState() -> any RebuiltState { RebuiltOrders() }

    var raisesWhatIsLost: Bool { true }

    /// The notification of a new order says only that there is one; what was ordered stands in its payment.
    func restore(
        _ published: [Message], cause: Message?, by record: InterventionRecorded?, in context: Context
    ) throws -> Restored {
        if case .orderCreated(let created) = published.first, published.count == 1 {
            return context.rebuilt(RebuiltOrders.self)?.announce(created, in: context) == true ? .inPart : .impossible
        }
        return try published.allSatisfy { try restore($0, in: context) } ? .whole : .impossible
    }

    private func restore(_ message: Message, in context: Context) throws -> Bool {
        switch message {
        case .orderPaid(let paid):
            context.rebuilt(RebuiltOrders.self)?.complete(paid)
            return try append(to: paid.orderId, in: context) { order in
                OrderDecisions.pay(order, amount: paid.amount, timeouts: timeouts)
            }
        case .orderReady(let ready): return try append(to: ready.orderId, in: context, by: OrderDecisions.markReady)
        case .orderCancelled(let cancelled):
            return try append(to: cancelled.orderId, in: context) { order in
                guard order.state == .created || order.state == .paid else {
                    return .ignore(because: "it is \(order.state.rawValue)")
                }
                return .advance([.cancelled(cancelled.reason)], timeout: .end)
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

    /// False if the order does not allow it.
    private func append(
        to id: OrderID, in context: Context, by decision: (OrderAggregate) -> Decision<[OrderEvent]>
    ) throws -> Bool {
        guard try state(context).load(id) != nil else { return false }
        var advances = false
        try decide(about: id, in: context) { order in
            let decision = decision(order)
            if case .advance = decision { advances = true }
            return decision
        }
        return advances
    }
}
