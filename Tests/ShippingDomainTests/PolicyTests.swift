import Contracts
import DecisionTesting
import Decisions
import ShippingDomain
import Testing

@Suite struct PolicyTests {
    private typealias Reaction = ChoreographyPolicy.Reaction

    private func reaction(to type: MessageType, _ shipment: Shipment?) -> Reaction {
        ChoreographyPolicy.reaction(to: Sample.message(type), shipment: shipment)
    }

    private let addressOnly = Shipment(orderId: Sample.order, state: .announced, shipTo: Sample.address)
    private let weightOnly = Shipment(orderId: Sample.order, state: .announced, totalWeightGrams: 900)
    private let book = Reaction.carryOut(Sample.message(.bookShipment))

    @Test func `the address is kept until the weight is known`() {
        #expect(reaction(to: .orderPaid, nil) == .learn(addressOnly))
        #expect(reaction(to: .stockReserved, addressOnly) == book)
    }

    @Test func `the weight is kept until the address is known`() {
        #expect(reaction(to: .stockReserved, nil) == .learn(weightOnly))
        #expect(reaction(to: .orderPaid, weightOnly) == book)
    }

    @Test func `hearing the same half twice books nothing`() {
        #expect(reaction(to: .orderPaid, addressOnly) == .learn(addressOnly))
        #expect(reaction(to: .stockReserved, weightOnly) == .learn(weightOnly))
    }

    @Test(arguments: Shipment.State.allCases.filter { $0 != .announced })
    func `once there is an answer, news changes nothing`(_ state: Shipment.State) {
        let shipment = ShipmentTableTests.shipment(state)
        #expect(reaction(to: .orderPaid, shipment) == .nothing)
        #expect(reaction(to: .stockReserved, shipment) == .nothing)
    }

    @Test func `a cancelled order's booking is given up, also one that was never made`() {
        let cancel = Reaction.carryOut(Sample.message(.cancelShipment))
        #expect(reaction(to: .orderCancelled, nil) == cancel)
        #expect(reaction(to: .orderCancelled, addressOnly) == cancel)
        #expect(reaction(to: .orderCancelled, ShipmentTableTests.shipment(.booked)) == cancel)
    }

    @Test(arguments: MessageType.allCases)
    func `the policy reacts to what is read of choreographed orders and to nothing else`(_ type: MessageType) {
        // A notice comes to the policy as the full event that it stands for.
        let isRead =
            shippingSubscription.takes(type, of: .choreography) && ![.orderPacked, .orderPaidNotification].contains(type)
        #expect((reaction(to: type, nil) != .nothing) == isRead)
    }
}
