import Contracts
import Decisions
import Messaging
import StockDomain

extension StockHandler: RebuildableHandler {
    var publishes: [any Message.Type] { stockPublications.types }

    func makeState() -> any RebuiltState { RebuiltStock() }

    func restore(
        _ published: [any Message], cause: (any Message)?, by record: InterventionRecorded?, in context: Context
    ) throws -> Restored {
        guard let facts = stockPublications.facts(published) else { return .impossible }
        return try facts.allSatisfy { try restore($0, in: context) } ? .whole : .impossible
    }

    private func restore(_ fact: StockFact, in context: Context) throws -> Bool {
        let state = state(context)
        switch fact {
        case .received(let event):
            try state.receive(event.quantity, of: event.sku, at: event.warehouseId, weight: event.unitWeightGrams)
        case .answered: break
        case .reserved(let event):
            let reservation = Reservation(
                orderId: event.orderId, state: .reserved, items: event.items, warehouseId: event.warehouseId,
                totalWeightGrams: event.totalWeightGrams)
            guard try state.reservation(of: event.orderId) == nil else { return false }
            try state.save(StockChange(reservation, .onHandToReserved), at: context.now)
        case .short(let event):
            guard try state.reservation(of: event.orderId) == nil else { return false }
            let short = Reservation(orderId: event.orderId, state: .short, shortages: event.shortages)
            try state.save(StockChange(short, .none), at: context.now)
        case .released(let event):
            guard let reservation = try state.reservation(of: event.orderId) else {
                let nothing = Reservation(orderId: event.orderId, state: .released)
                try state.save(StockChange(nothing, .none), at: context.now)
                return true
            }
            return try move(reservation, to: .released, .reservedToOnHand, in: context)
        case .packed(let event):
            guard let reservation = try state.reservation(of: event.orderId) else { return false }
            return try move(reservation, to: .packed, .reservedToPacked, in: context)
        }
        return true
    }

    /// False if nothing is reserved.
    private func move(
        _ reservation: Reservation, to next: Reservation.State, _ movement: StockChange.Movement, in context: Context
    ) throws -> Bool {
        guard reservation.state == .reserved else { return false }
        var moved = reservation
        moved.state = next
        try state(context).save(StockChange(moved, movement), at: context.now)
        return true
    }
}
