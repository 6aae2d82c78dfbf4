import Contracts
import Decisions
import MessageProcessing
import StockDomain

/// Takes messages to Stock's decisions, and what they decide to the tables.
struct StockHandler: MessageHandler {
    let service = "stock"
    let subscription = stockSubscription

    func handle(_ message: Message, in context: Context) throws {
        if message.kind == .command {
            try execute(message, in: context)
        } else if context.origin.workflow == .choreography, let command = ChoreographyPolicy.command(after: message) {
            try execute(command, in: context)
        } else {
            try follow(message, in: context)
        }
    }

    /// Stock waits for nobody: what it has reserved for too long is seen in `GET /reservations?state=reserved`, and ended by
    /// the timeout of the whole order.
    func timeoutFired(for order: OrderID, attempt: Int, in context: Context) throws {}

    private func execute(_ command: Message, in context: Context) throws {
        switch command {
        case .reserveStock(let command):
            try decide(about: command.orderId, in: context) { reservation in
                let levels = try state(context).levels(of: command.items.map(\.sku))
                return StockDecisions.reserve(command, reservation: reservation, levels: levels)
            }
        case .releaseStock(let command):
            try decide(about: command.orderId, in: context) { StockDecisions.release(command.orderId, reservation: $0) }
        default: context.ignore(because: "no command of Stock's")
        }
    }

    /// After the pivot every service follows the others, in both workflows.
    private func follow(_ event: Message, in context: Context) throws {
        switch event {
        case .orderReady(let event):
            try decide(about: event.orderId, in: context) { StockDecisions.pack(event.orderId, reservation: $0) }
        case .shipmentDispatched(let event):
            try decide(about: event.orderId, in: context) { StockDecisions.ship(event.orderId, reservation: $0) }
        default: context.ignore(because: "nothing follows from it here")
        }
    }

    private func decide(
        about order: OrderID, in context: Context, by decision: (Reservation?) throws -> Decision<StockChange>
    ) throws {
        let state = state(context)
        try context.carryOut(decision(try state.reservation(of: order)), about: order) { change in
            try state.save(change, at: context.now)
        }
    }

    func state(_ context: Context) -> any StockState { context.rebuilt(RebuiltStock.self) ?? StockTables(context.db) }
}
