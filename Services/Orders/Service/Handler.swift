import Contracts
import Decisions
import MessageProcessing
import OrdersDomain

/// Takes messages to the decisions about an order, and what they decide to its stream.
struct OrdersHandler: MessageHandler {
    let service = "orders"
    let subscription = ordersSubscription
    let timeouts: TimeoutPolicy

    func handle(_ message: Message, in context: Context) throws {
        if message.kind == .command {
            try execute(message, in: context)
        } else if case .shipmentDispatched(let event) = message {
            // After the pivot every service follows the others, in both workflows.
            try decide(about: event.orderId, in: context, by: OrderDecisions.complete)
        } else if case .workflowClosed(let event) = message {
            try decide(about: event.orderId, in: context, by: OrderDecisions.workflowClosed)
        } else if context.origin.workflow == .choreography, let command = ChoreographyPolicy.command(after: message) {
            try execute(command, in: context)
        } else {
            context.ignore(because: "nothing follows from it here")
        }
    }

    /// In choreography Orders keeps a timeout for the whole order, because the customer's money is here.
    func timeoutFired(for order: OrderID, attempt: Int, in context: Context) throws {
        try decide(about: order, in: context) { OrderDecisions.timeoutFired($0, attempt: attempt, timeouts: timeouts) }
    }

    private func execute(_ command: Message, in context: Context) throws {
        switch command {
        case .markOrderReady(let command):
            try decide(about: command.orderId, in: context, by: OrderDecisions.markReady)
        case .cancelOrder(let command):
            try decide(about: command.orderId, in: context) { OrderDecisions.giveUp($0, because: command.reason) }
        default: context.ignore(because: "no command of Orders'")
        }
    }

    /// Returns the order as it is afterwards, and the refusal if it was one.
    @discardableResult
    func decide(
        about id: OrderID, in context: Context, by decision: (OrderAggregate) -> Decision<[OrderEvent]>
    ) throws -> (order: StoredOrder, refusal: Refusal?) {
        let state = state(context)
        guard var stored = try state.load(id) else {
            throw Refusal(.notFound, "there is no order \(id)")
        }
        context.origin.workflow = stored.order.details.workflow
        let refusal = try context.carryOut(decision(stored.order), about: id, id: Self.messageID) { events in
            guard !events.isEmpty else { return }
            stored = try state.append(events, to: id, stored.order, in: context) ?? stored
        }
        return (stored, refusal)
    }

    func state(_ context: Context) -> any OrdersState { context.rebuilt(RebuiltOrders.self) ?? OrdersTables(context.db) }

    /// `OrderPaid` is published once an order; when it is published again to wake the others, it is the same message with the same id.
    static func messageID(_ message: Message) -> String? {
        switch message {
        case .orderPaid, .orderPaidNotification: "\(message.subject)/\(message.type)"
        default: nil
        }
    }
}
