import Contracts
import Decisions
import Messaging
import ShippingDomain

extension ShippingHandler: RebuildableHandler {
    var publishes: [any Message.Type] { shippingPublications.types }

    func makeState() -> any RebuiltState { RebuiltShipping() }

    func restore(
        _ published: [any Message], cause: (any Message)?, by record: InterventionRecorded?, in context: Context
    ) throws -> Restored {
        guard let facts = shippingPublications.facts(published) else { return .impossible }
        return try facts.allSatisfy { try restore($0, cause, in: context) }
            ? .whole : .impossible
    }

    private func restore(_ fact: ShippingFact, _ cause: (any Message)?, in context: Context) throws -> Bool {
        switch fact {
        case .answered: true
        case .carrierSwitched(let carrier, let enabled): try state(context).setEnabled(enabled, for: carrier)
        case .booked(let event):
            try change(event.orderId, from: [.announced], cause, in: context) { shipment in
                shipment.state = .booked
                shipment.carrierId = event.carrierId
                shipment.trackingNumber = event.trackingNumber
            }
        case .bookingFailed(let event):
            try change(event.orderId, from: [.announced], cause, in: context) { shipment in
                shipment.state = .failed
                shipment.failure = event.reason
            }
        case .cancelled(let order):
            try change(order, from: [.announced, .booked], cause, in: context) { $0.state = .cancelled }
        case .dispatched(let order):
            try change(order, from: [.booked], cause, in: context) { $0.state = .dispatched }
        }
    }

    /// False if the shipment is in no state in which this can have happened.
    private func change(
        _ order: OrderID, from states: Set<Shipment.State>, _ cause: (any Message)?, in context: Context,
        _ change: (inout Shipment) -> Void
    ) throws -> Bool {
        let state = state(context)
        var shipment = try state.shipment(of: order) ?? Shipment(orderId: order, state: .announced)
        guard states.contains(shipment.state) else { return false }
        if let cause { learn(from: cause, in: context.origin.mode, about: &shipment) }
        change(&shipment)
        try state.save(shipment, at: context.now)
        return true
    }

    /// Where the parcel goes and what it weighs, once what led to the booking has the rest of it.
    private func learn(from cause: any Message, in mode: CoordinationMode, about shipment: inout Shipment) {
        var known = shipment
        switch messages.command(for: cause, in: mode) {
        case .book(let parcel): (known.shipTo, known.totalWeightGrams) = (parcel.shipTo, parcel.totalWeightGrams)
        case .announce(_, let shipTo, let weight):
            known.shipTo = shipTo ?? known.shipTo
            known.totalWeightGrams = weight ?? known.totalWeightGrams
        case .cancel, .dispatch, .switchCarrier, nil: return
        }
        if known.parcel != nil { shipment = known }
    }
}
