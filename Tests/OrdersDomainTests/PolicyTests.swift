import Contracts
import Decisions
import DecisionTesting
import OrdersDomain
import Testing

@Suite struct PolicyTests {
    static let policy: [MessageType: OrderCommand] = [
        .shipmentBooked: .markReady(Sample.order),
        .stockShortageDetected: .giveUp(Sample.order, .stockShortage),
        .shipmentBookingFailed: .giveUp(Sample.order, .noCarrier),
        .shipmentDispatched: .complete(Sample.order),
    ]
    static let orchestrated: [MessageType: OrderCommand] = [
        .markOrderReady: .markReady(Sample.order),
        .cancelOrder: .giveUp(Sample.order, .noCarrier),
        .sagaClosed: .sagaClosed(Sample.order),
        .shipmentDispatched: .complete(Sample.order),
    ]

    private func command(_ type: MessageType, _ mode: CoordinationMode) -> OrderCommand? {
        orderMessages.command(for: Sample.message(type), in: mode)
    }

    @Test(arguments: MessageType.allCases) func `a message leads to this command or to none`(_ type: MessageType) {
        #expect(command(type, .choreography) == Self.policy[type])
        #expect(command(type, .orchestration) == Self.orchestrated[type])
    }

    @Test func `what leads to something is what is read`() {
        #expect(orderMessages.subscription.types(in: .choreography) == Set(Self.policy.keys.map(\.rawValue)))
        #expect(orderMessages.subscription.types(in: .orchestration) == Set(Self.orchestrated.keys.map(\.rawValue)))
    }
}
