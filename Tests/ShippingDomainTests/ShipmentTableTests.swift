import Contracts
import Decisions
import DecisionTesting
import ShippingDomain
import Testing

/// What may be asked about a shipment, in every state it may be in.
@Suite struct ShipmentTableTests {
    enum Ask: Sendable { case book, cancel, dispatch }
    typealias ShipmentRow = Row<Shipment.State?, Ask, Shipment>

    static func shipment(_ state: Shipment.State) -> Shipment {
        var shipment = Shipment(orderId: Sample.order, state: state, shipTo: Sample.address, totalWeightGrams: 900)
        switch state {
        case .booked, .dispatched:
            shipment.carrierId = "SWIFTPOST"
            shipment.trackingNumber = "SWIFTPOST-0000000007"
        case .failed: shipment.failure = .tooHeavy
        case .announced, .cancelled: break
        }
        return shipment
    }

    static func answer(to command: MessageType, _ outcome: CommandAnswered.Outcome) -> any Message {
        CommandAnswered(orderId: Sample.order, to: command, outcome)
    }

    static let nothingBooked = answer(to: .cancelShipment, .shipmentCancelled)

    static let booked = Sample.message(.shipmentBooked)
    static let cancelled = Sample.message(.shipmentCancelled)

    static let booking: [ShipmentRow] = [
        .init("new", given: nil, when: .book, then: .advances(shipment(.booked), publishes: [booked])),
        .init("announced", given: .announced, when: .book, then: .advances(shipment(.booked), publishes: [booked])),
        .init(
            "again: one label", given: .booked, when: .book,
            then: .ignored(publishes: [answer(to: .bookShipment, .shipmentBooked)])),
        .init(
            "failed before", given: .failed, when: .book,
            then: .ignored(publishes: [answer(to: .bookShipment, .shipmentBookingFailed)])),
        .init("given up before", given: .cancelled, when: .book, then: .ignored()),
        .init("dispatched", given: .dispatched, when: .book, then: .ignored()),
    ]

    static let cancelling: [ShipmentRow] = [
        .init(
            "before it was asked for", given: nil, when: .cancel,
            then: .advances(Shipment(orderId: Sample.order, state: .cancelled), publishes: [cancelled])),
        .init("announced", given: .announced, when: .cancel, then: .advances(shipment(.cancelled), publishes: [cancelled])),
        .init(
            "booked", given: .booked, when: .cancel,
            then: .advances(
                {
                    var given = shipment(.booked)
                    given.state = .cancelled
                    return given
                }(), publishes: [cancelled])),
        .init("failed", given: .failed, when: .cancel, then: .ignored(publishes: [nothingBooked])),
        .init("again", given: .cancelled, when: .cancel, then: .ignored(publishes: [nothingBooked])),
        .init("dispatched", given: .dispatched, when: .cancel, then: .refused(.conflict)),
    ]

    static let dispatching: [ShipmentRow] = [
        .init("unknown", given: nil, when: .dispatch, then: .refused(.conflict)),
        .init("announced", given: .announced, when: .dispatch, then: .refused(.conflict)),
        .init(
            "booked", given: .booked, when: .dispatch,
            then: .advances(shipment(.dispatched), publishes: [Sample.message(.shipmentDispatched)])),
        .init("failed", given: .failed, when: .dispatch, then: .refused(.conflict)),
        .init("given up", given: .cancelled, when: .dispatch, then: .refused(.conflict)),
        .init("again: the parcel leaves once", given: .dispatched, when: .dispatch, then: .ignored()),
    ]

    @Test(arguments: booking) func `an order is booked once`(_ row: ShipmentRow) { check(row) }
    @Test(arguments: cancelling) func `a booking is given up until the parcel has left`(_ row: ShipmentRow) { check(row) }
    @Test(arguments: dispatching) func `only what is booked is dispatched`(_ row: ShipmentRow) { check(row) }

    @Test func `a booking that was given up before it was booked, but has a label, is not dispatched`() {
        var given = Self.shipment(.booked)
        given.state = .cancelled
        #expect(Outcome(ShippingDecisions.dispatch(Sample.order, shipment: given)) == .refused(.conflict))
    }

    private func check(_ row: ShipmentRow) {
        let shipment = row.given.map(Self.shipment)
        let command = BookShipment(orderId: Sample.order, shipTo: Sample.address, totalWeightGrams: 900)
        let decision =
            switch row.when {
            case .book: ShippingDecisions.book(command, shipment: shipment, carriers: Carrier.initial)
            case .cancel: ShippingDecisions.cancel(Sample.order, shipment: shipment)
            case .dispatch: ShippingDecisions.dispatch(Sample.order, shipment: shipment)
            }
        #expect(Outcome(decision) == row.then)
    }
}
