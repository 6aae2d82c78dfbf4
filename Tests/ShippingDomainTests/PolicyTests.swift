import Contracts
import Decisions
import DecisionTesting
import ShippingDomain
import Testing

@Suite struct PolicyTests {
    static let policy: [MessageType: ShippingCommand] = [
        .orderPaid: .announce(Sample.order, shipTo: Sample.address),
        .stockReserved: .announce(Sample.order, weight: 900),
        .orderCancelled: .cancel(Sample.order),
        .orderPacked: .dispatch(Sample.order),
    ]
    static let orchestrated: [MessageType: ShippingCommand] = [
        .bookShipment: .book(BookShipment(orderId: Sample.order, shipTo: Sample.address, totalWeightGrams: 900)),
        .cancelShipment: .cancel(Sample.order),
        .orderPacked: .dispatch(Sample.order),
    ]

    private func command(_ type: MessageType, _ mode: CoordinationMode) -> ShippingCommand? {
        shippingMessages.command(for: Sample.message(type), in: mode)
    }

    @Test(arguments: MessageType.allCases) func `a message leads to this command or to none`(_ type: MessageType) {
        #expect(command(type, .choreography) == Self.policy[type])
        #expect(command(type, .orchestration) == Self.orchestrated[type])
    }

    @Test func `what leads to something is what is read, and the notification, which is read as the full event`() {
        let names = Set(Self.policy.keys.map(\.rawValue)).union([OrderPaidNotification.name])
        #expect(shippingMessages.subscription.types(in: .choreography) == names)
        #expect(shippingMessages.subscription.types(in: .orchestration) == Set(Self.orchestrated.keys.map(\.rawValue)))
    }
}

/// A booking needs address and weight, which come in two events.
@Suite struct AnnouncementTests {
    private let addressOnly = Shipment(orderId: Sample.order, state: .announced, shipTo: Sample.address)
    private let weightOnly = Shipment(orderId: Sample.order, state: .announced, totalWeightGrams: 900)

    private func address(_ shipment: Shipment?) -> Outcome<Shipment> {
        Outcome(
            ShippingDecisions.announce(
                Sample.order, shipTo: Sample.address, weight: nil, shipment: shipment, carriers: Carrier.initial))
    }

    private func weight(_ shipment: Shipment?) -> Outcome<Shipment> {
        Outcome(
            ShippingDecisions.announce(
                Sample.order, shipTo: nil, weight: 900, shipment: shipment, carriers: Carrier.initial))
    }

    private var booked: Outcome<Shipment> {
        let command = BookShipment(orderId: Sample.order, shipTo: Sample.address, totalWeightGrams: 900)
        return Outcome(ShippingDecisions.book(command, shipment: nil, carriers: Carrier.initial))
    }

    @Test func `the address is kept until the weight is known`() {
        #expect(address(nil) == .advances(addressOnly))
        #expect(weight(addressOnly) == booked)
    }

    @Test func `the weight is kept until the address is known`() {
        #expect(weight(nil) == .advances(weightOnly))
        #expect(address(weightOnly) == booked)
    }

    @Test func `hearing the same half twice books nothing`() {
        #expect(address(addressOnly) == .advances(addressOnly))
        #expect(weight(weightOnly) == .advances(weightOnly))
    }

    @Test(arguments: Shipment.State.allCases.filter { $0 != .announced })
    func `once there is an answer, news changes nothing`(_ state: Shipment.State) {
        let shipment = ShipmentTableTests.shipment(state)
        #expect(address(shipment) == .ignored())
        #expect(weight(shipment) == .ignored())
    }

    @Test(arguments: [nil, Shipment(orderId: Sample.order, state: .announced), ShipmentTableTests.shipment(.booked)])
    func `a cancelled order's booking is given up, also one that was never made`(_ shipment: Shipment?) {
        guard case .advance(let cancelled, _, _) = ShippingDecisions.cancel(Sample.order, shipment: shipment) else {
            Issue.record("not given up: \(String(describing: shipment))")
            return
        }
        #expect(cancelled.state == .cancelled)
    }
}
