import Contracts
import MessageProcessing
import ShippingDomain

extension ShippingHandler: RebuildableHandler {
    func makeState() -> any RebuiltState { RebuiltShipping() }

    private func parcel(of cause: Message, in context: Context) throws -> BookShipment? {
        if case .bookShipment(let command) = cause { return command }
        guard context.origin.workflow == .choreography, let order = cause.orderID else { return nil }
        let shipment = try state(context).shipment(of: order)
        guard case .carryOut(.bookShipment(let command)) = ChoreographyPolicy.reaction(to: cause, shipment: shipment) else {
            return nil
        }
        return command
    }

    func restore(
        _ published: [Message], cause: Message?, by record: InterventionRecorded?, in context: Context
    ) throws -> Restored {
        try published.allSatisfy { try restore($0, cause: cause, in: context) } ? .whole : .impossible
    }

    private func restore(_ message: Message, cause: Message?, in context: Context) throws -> Bool {
        let state = state(context)
        // It tells what stood before, and changes nothing.
        if case .commandAnswered = message { return true }
        if case .carrierAvailabilityChanged(let event) = message {
            return try state.setEnabled(event.enabled, for: event.carrierId)
        }
        guard let order = message.orderID else { return false }
        var shipment = try state.shipment(of: order) ?? Shipment(orderId: order, state: .announced)
        if let cause, let parcel = try parcel(of: cause, in: context) {
            shipment.shipTo = parcel.shipTo
            shipment.totalWeightGrams = parcel.totalWeightGrams
        }
        guard Self.apply(message, to: &shipment) else { return false }
        try state.save(shipment, at: context.now)
        return true
    }

    /// False if it cannot be said of such a shipment.
    private static func apply(_ message: Message, to shipment: inout Shipment) -> Bool {
        switch (message, shipment.state) {
        case (.shipmentBooked(let event), .announced):
            shipment.state = .booked
            shipment.carrierId = event.carrierId
            shipment.trackingNumber = event.trackingNumber
        case (.shipmentBookingFailed(let event), .announced):
            shipment.state = .failed
            shipment.failure = event.reason
        case (.shipmentCancelled, .announced), (.shipmentCancelled, .booked): shipment.state = .cancelled
        case (.shipmentDispatched, .booked): shipment.state = .dispatched
        default: return false
        }
        return true
    }
}
