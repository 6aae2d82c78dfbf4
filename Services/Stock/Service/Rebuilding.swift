import Contracts
import MessageProcessing
import StockDomain

extension StockHandler: RebuildableHandler {
    func makeState() -> any RebuiltState { RebuiltStock() }

    func restore(
        _ published: [Message], cause: Message?, by record: InterventionRecorded?, in context: Context
    ) throws -> Restored {
        try published.allSatisfy { try restore($0, in: context) } ? .whole : .impossible
    }

    private func restore(_ message: Message, in context: Context) throws -> Bool {
        if case .stockReceived(let event) = message {
            try state(context).receive(
                event.quantity, of: event.sku, at: event.warehouseId, weight: event.unitWeightGrams)
            return true
        }
        // It tells what stood before, and changes nothing.
        if case .commandAnswered = message { return true }
        guard let order = message.orderID else { return false }
        let known = try state(context).reservation(of: order)
        guard let change = Self.change(by: message, of: known) else { return false }
        try state(context).save(change, at: context.now)
        return true
    }

    /// What must have changed for this to be said; `nil` if it cannot be said of such a reservation.
    private static func change(by message: Message, of known: Reservation?) -> StockChange? {
        switch (message, known?.state) {
        case (.stockReserved(let event), nil):
            let reservation = Reservation(
                orderId: event.orderId, state: .reserved, items: event.items, warehouseId: event.warehouseId,
                totalWeightGrams: event.totalWeightGrams)
            return StockChange(reservation, .onHandToReserved)
        case (.stockShortageDetected(let event), nil):
            return StockChange(Reservation(orderId: event.orderId, state: .short, shortages: event.shortages), .none)
        case (.stockReleased(let event), nil):
            return StockChange(Reservation(orderId: event.orderId, state: .released), .none)
        case (.stockReleased, .reserved): return moved(known, to: .released, .reservedToOnHand)
        case (.orderPacked, .reserved): return moved(known, to: .packed, .reservedToPacked)
        default: return nil
        }
    }

    private static func moved(
        _ known: Reservation?, to state: Reservation.State, _ movement: StockChange.Movement
    ) -> StockChange? {
        guard var reservation = known else { return nil }
        reservation.state = state
        return StockChange(reservation, movement)
    }
}
