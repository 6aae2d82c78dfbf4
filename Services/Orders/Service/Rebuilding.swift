import Contracts
import Decisions
import Messaging
import OrdersDomain

/// Orders is the source of truth about orders, and yet the log has most of it: of an order whose payment was published with its details,
/// everything. What it does not have (an unpaid order, one whose payment was only notified) is lost with the file, and raised
/// to a person.
extension OrdersHandler: RebuildableHandler {
    func makeState() -> any RebuiltState { RebuiltOrders() }

    var raisesWhatIsLost: Bool { true }

    var publishes: [any Message.Type] { orderPublications.types }

    /// The notification of a new order says only that there is one; what was ordered is in its payment.
    func restore(
        _ published: [any Message], cause: (any Message)?, by record: InterventionRecorded?, in context: Context
    ) throws -> Restored {
        if let created = published.first as? OrderCreated, published.count == 1 {
            return context.rebuilt(RebuiltOrders.self)?.announce(created, in: context) == true ? .inPart : .impossible
        }
        guard let facts = orderPublications.facts(published) else { return .impossible }
        return try facts.allSatisfy { try restore($0, in: context) } ? .whole : .impossible
    }

    private func restore(_ fact: OrderFact, in context: Context) throws -> Bool {
        switch fact {
        case .paid(let paid):
            context.rebuilt(RebuiltOrders.self)?.complete(paid)
            return try append(to: paid.orderId, in: context) { order in
                OrderDecisions.pay(order, amount: paid.amount, timeouts: timeouts)
            }
        case .ready(let id): return try append(to: id, in: context, by: OrderDecisions.markReady)
        case .cancelled(let id, let reason, let by):
            return try append(to: id, in: context) { order in
                guard order.state == .created || order.state == .paid else {
                    return .ignore(because: "it is \(order.state.rawValue)")
                }
                return .advance([.cancelled(reason, by: by)], timeout: .end)
            }
        case .refunded(let id, let amount):
            return try append(to: id, in: context) { order in
                guard order.state == .cancelled, order.refunded == nil else { return .ignore(because: "it is refunded") }
                return .advance([.refunded(amount)])
            }
        case .completed(let id): return try append(to: id, in: context, by: OrderDecisions.complete)
        case .answered: return true
        // Neither has what was ordered.
        case .created, .paymentNotified: return false
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
