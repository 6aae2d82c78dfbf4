import Contracts
import Decisions
import MessageProcessing
import ShippingDomain

/// Takes messages to Shipping's decisions, and what they decide to the tables.
struct ShippingHandler: MessageHandler {
    let service = "shipping"
    let subscription = shippingSubscription

    func handle(_ message: Message, in context: Context) throws {
        if message.kind == .command {
            try execute(message, in: context)
        } else if case .orderPacked(let packed) = message {
            // After the pivot every service follows the others, in both workflows.
            try decide(about: packed.orderId, in: context) { ShippingDecisions.dispatch(packed.orderId, shipment: $0) }
        } else if context.origin.workflow == .choreography, let order = message.orderID {
            try react(to: message, about: order, in: context)
        } else {
            context.ignore(because: "nothing follows from it here")
        }
    }

    /// Shipping waits for nobody: what stays booked too long is seen in `GET /shipments?state=booked`, and ended by whoever
    /// timeouts the whole order.
    func timeoutFired(for order: OrderID, attempt: Int, in context: Context) throws {}

    private func execute(_ command: Message, in context: Context) throws {
        switch command {
        case .bookShipment(let command):
            let carriers = try state(context).carriers()
            try decide(about: command.orderId, in: context) {
                ShippingDecisions.book(command, shipment: $0, carriers: carriers)
            }
        case .cancelShipment(let command):
            try decide(about: command.orderId, in: context) { ShippingDecisions.cancel(command.orderId, shipment: $0) }
        default: context.ignore(because: "no command of Shipping's")
        }
    }

    private func react(to event: Message, about order: OrderID, in context: Context) throws {
        let state = state(context)
        let shipment = try state.shipment(of: order)
        switch ChoreographyPolicy.reaction(to: event, shipment: shipment) {
        case .learn(let shipment): try state.save(shipment, at: context.now)
        case .carryOut(let command): try execute(command, in: context)
        case .nothing: context.ignore(because: "the shipment is \(shipment?.state.rawValue ?? "unknown") already")
        }
    }

    private func decide(
        about order: OrderID, in context: Context, by decision: (Shipment?) throws -> Decision<Shipment>
    ) throws {
        let state = state(context)
        try context.carryOut(decision(try state.shipment(of: order)), about: order) { shipment in
            try state.save(shipment, at: context.now)
        }
    }

    func state(_ context: Context) -> any ShippingState { context.rebuilt(RebuiltShipping.self) ?? ShippingTables(context.db) }
}
