public import Contracts
public import Decisions

/// What Shipping decides. Pure: state and command in, a decision out. A change is the shipment as it becomes.
public enum ShippingDecisions {
    /// Books the first carrier that is on duty, goes there and takes the weight; or says why none does.
    public static func book(_ command: BookShipment, shipment: Shipment?, carriers: [Carrier]) -> Decision<Shipment> {
        if let shipment, shipment.state != .announced {
            return .ignore(
                because: "already \(shipment.state.rawValue)", publish: [answer(repeating: shipment)].compactMap(\.self))
        }
        var booked = Shipment(
            orderId: command.orderId, state: .booked, shipTo: command.shipTo, totalWeightGrams: command.totalWeightGrams)
        switch choose(for: command, from: carriers) {
        case .success(let carrier):
            booked.carrierId = carrier.id
            booked.trackingNumber = trackingNumber(of: command.orderId, by: carrier)
        case .failure(let refused):
            booked.state = .failed
            booked.failure = refused.reason
        }
        return .advance(booked, publish: [event(booked)].compactMap(\.self))
    }

    /// Keeps what an event says of the parcel, and books it as soon as both address and weight are known.
    public static func announce(
        _ order: OrderID, shipTo: Address?, weight: Int?, shipment: Shipment?, carriers: [Carrier]
    ) -> Decision<Shipment> {
        var known = shipment ?? Shipment(orderId: order, state: .announced)
        guard known.state == .announced else {
            return .ignore(because: "the shipment is \(known.state.rawValue) already")
        }
        known.shipTo = shipTo ?? known.shipTo
        known.totalWeightGrams = weight ?? known.totalWeightGrams
        guard let parcel = known.parcel else { return .advance(known) }
        return book(parcel, shipment: known, carriers: carriers)
    }

    /// Gives the booking up. May come before the booking it undoes; then that one will not be made.
    public static func cancel(_ order: OrderID, shipment: Shipment?) -> Decision<Shipment> {
        let published = ShipmentCancelled(orderId: order)
        guard var shipment else { return .advance(Shipment(orderId: order, state: .cancelled), publish: [published]) }
        switch shipment.state {
        case .announced, .booked:
            shipment.state = .cancelled
            return .advance(shipment, publish: [published])
        case .failed, .cancelled:
            let answer = CommandAnswered(orderId: order, to: .cancelShipment, .shipmentCancelled)
            return .ignore(because: "nothing is booked for this order", publish: [answer])
        case .dispatched:
            return .refuse(Refusal(.conflict, "the parcel has left; what is past the pivot is not undone"))
        }
    }

    /// Hands the packed parcel to its carrier.
    public static func dispatch(_ order: OrderID, shipment: Shipment?) -> Decision<Shipment> {
        guard var shipment, let carrier = shipment.carrierId, let tracking = shipment.trackingNumber,
            shipment.state == .booked || shipment.state == .dispatched
        else {
            return .refuse(Refusal(.conflict, "nothing is booked for this order"))
        }
        guard shipment.state == .booked else { return .ignore(because: "already dispatched") }
        shipment.state = .dispatched
        let published = ShipmentDispatched(orderId: order, carrierId: carrier, trackingNumber: tracking)
        return .advance(shipment, publish: [published])
    }

    private struct Refused: Error { var reason: BookingFailure }

    private static func choose(for parcel: BookShipment, from carriers: [Carrier]) -> Result<Carrier, Refused> {
        let serving = carriers.filter { $0.serves(parcel.shipTo) }
        guard !serving.isEmpty else { return .failure(Refused(reason: .postcodeNotServed)) }
        let strong = serving.filter { parcel.totalWeightGrams <= $0.maxWeightGrams }
        guard !strong.isEmpty else { return .failure(Refused(reason: .tooHeavy)) }
        guard let carrier = strong.first(where: \.enabled) else { return .failure(Refused(reason: .noCarrierAvailable)) }
        return .success(carrier)
    }

    /// One order has one parcel, so its number is made from the order's: booking twice cannot give two.
    private static func trackingNumber(of order: OrderID, by carrier: Carrier) -> TrackingNumber? {
        let digits = String(order.rawValue)
        return TrackingNumber(carrier.id.rawValue + "-" + String(repeating: "0", count: max(0, 10 - digits.count)) + digits)
    }

    /// What is published of a booking, or of its failure.
    private static func event(_ shipment: Shipment) -> (any Message)? {
        switch (shipment.state, shipment.carrierId, shipment.trackingNumber, shipment.failure) {
        case (.booked, let carrier?, let tracking?, _):
            ShipmentBooked(orderId: shipment.orderId, carrierId: carrier, trackingNumber: tracking)
        case (.failed, _, _, let failure?):
            ShipmentBookingFailed(orderId: shipment.orderId, reason: failure)
        default: nil
        }
    }

    /// The answer to a request for what is already decided.
    private static func answer(repeating shipment: Shipment) -> (any Message)? {
        let outcome: CommandAnswered.Outcome
        switch shipment.state {
        case .booked: outcome = .shipmentBooked
        case .failed: outcome = .shipmentBookingFailed
        case .announced, .cancelled, .dispatched: return nil
        }
        return CommandAnswered(orderId: shipment.orderId, to: .bookShipment, outcome)
    }
}
