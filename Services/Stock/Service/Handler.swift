import Contracts
import Decisions
import Messaging
import StockDomain

/// Takes commands to Stock's decisions, and what they decide to the tables.
struct StockHandler: CommandHandler {
    let service = "stock"
    let messages = stockMessages

    func execute(_ command: StockCommand, in context: Context) throws {
        switch command {
        case .receive(let goods): try receive(goods, in: context)
        case .reserve(let command):
            try decide(about: command.orderId, in: context) { reservation in
                let levels = try state(context).levels(of: command.items.map(\.sku))
                return StockDecisions.reserve(command, reservation: reservation, levels: levels)
            }
        case .release(let order):
            try decide(about: order, in: context) { StockDecisions.release(order, reservation: $0) }
        case .pack(let order):
            try decide(about: order, in: context) { StockDecisions.pack(order, reservation: $0) }
        case .ship(let order):
            try decide(about: order, in: context) { StockDecisions.ship(order, reservation: $0) }
        }
    }

    /// Stock sets no timeouts: what it has reserved for too long is seen in `GET /reservations?state=reserved`, and ended by
    /// the timeout of the whole order.
    func timeoutFired(for subject: String, attempt: Int, in context: Context) throws {}

    private func receive(_ goods: [ReceivedGoods], in context: Context) throws {
        let state = state(context)
        for item in goods {
            let received = StockDecisions.receive(item, levels: try state.levels(of: [item.sku]))
            try state.receive(
                received.quantity, of: received.sku, at: received.warehouseId, weight: received.unitWeightGrams)
            try context.publish(received)
        }
    }

    private func decide(
        about order: OrderID, in context: Context, by decision: (Reservation?) throws -> Decision<StockChange>
    ) throws {
        let state = state(context)
        try context.carryOut(decision(try state.reservation(of: order)), about: order.stream) { change in
            try state.save(change, at: context.now)
        }
    }

    func state(_ context: Context) -> any StockState { context.rebuilt(RebuiltStock.self) ?? StockTables(context.db) }
}
