package import Contracts
import Decisions
package import Messaging
package import ShippingDomain

/// Takes commands to Shipping's decisions, and what they decide to the tables.
struct ShippingHandler: CommandHandler {
    let service = "shipping"
    let messages = shippingMessages

    func execute(_ command: ShippingCommand, in context: Context) throws {
        switch command {
        case .announce(let order, let shipTo, let weight):
            let carriers = try state(context).carriers()
            try decide(about: order, in: context) {
                ShippingDecisions.announce(order, shipTo: shipTo, weight: weight, shipment: $0, carriers: carriers)
            }
        case .book(let command):
            let carriers = try state(context).carriers()
            try decide(about: command.orderId, in: context) {
                ShippingDecisions.book(command, shipment: $0, carriers: carriers)
            }
        case .cancel(let order):
            try decide(about: order, in: context) { ShippingDecisions.cancel(order, shipment: $0) }
        case .dispatch(let order):
            try decide(about: order, in: context) { ShippingDecisions.dispatch(order, shipment: $0) }
        case .switchCarrier(let carrier, let enabled): try switchCarrier(carrier, enabled, in: context)
        }
    }

    /// Shipping sets no timeouts: what stays booked too long is seen in `GET /shipments?state=booked`, and ended by the timeout of
    /// the whole order.
    func timeoutFired(for subject: String, attempt: Int, in context: Context) throws {}

    private func switchCarrier(_ id: CarrierID, _ enabled: Bool, in context: Context) throws {
        let state = state(context)
        let carrier = try ShippingCalls.carrier(id, in: state)
        guard carrier.enabled != enabled else { return context.ignore(because: "it is so already") }
        _ = try state.setEnabled(enabled, for: id)
        try context.publish(CarrierAvailabilityChanged(carrierId: id, enabled: enabled))
    }

    private func decide(
        about order: OrderID, in context: Context, by decision: (Shipment?) throws -> Decision<Shipment>
    ) throws {
        let state = state(context)
        try context.carryOut(decision(try state.shipment(of: order)), about: order.stream) { shipment in
            try state.save(shipment, at: context.now)
        }
    }

    func state(_ context: Context) -> any ShippingState { context.rebuilt(RebuiltShipping.self) ?? ShippingTables(context.db) }
}

/// What people ask of Shipping, inside a step: the same whether it comes over HTTP or from a simulation.
package enum ShippingCalls {
    /// Puts a carrier on duty or off it.
    ///
    /// - Throws: ``Refusal`` if there is no such carrier.
    package static func switchCarrier(_ id: CarrierID, on enabled: Bool, in context: Context) throws -> Carrier {
        try ShippingHandler().execute(.switchCarrier(id, enabled: enabled), in: context)
        return try carrier(id, in: ShippingTables(context.db))
    }

    /// - Throws: ``Refusal`` if there is no such carrier.
    static func carrier(_ id: CarrierID, in state: any ShippingState) throws -> Carrier {
        guard let carrier = try state.carriers().first(where: { $0.id == id }) else {
            throw Refusal(.notFound, "there is no carrier \(id); GET /carriers lists them")
        }
        return carrier
    }
}
