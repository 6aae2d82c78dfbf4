import Contracts
import DecisionTesting
import Decisions
import OrdersDomain
import Testing

@Suite struct PolicyTests {
    static let reactions: [MessageType: Message] = [
        .shipmentBooked: .markOrderReady(MarkOrderReady(orderId: Sample.order)),
        .stockShortageDetected: .cancelOrder(CancelOrder(orderId: Sample.order, reason: .stockShortage)),
        .shipmentBookingFailed: .cancelOrder(CancelOrder(orderId: Sample.order, reason: .noCarrier)),
    ]

    @Test(arguments: MessageType.allCases) func `an event leads to this command or to none`(_ type: MessageType) {
        #expect(ChoreographyPolicy.command(after: Sample.message(type)) == Self.reactions[type])
    }

    @Test func `what the policy reacts to is what is read of choreographed orders, and the end of every parcel`() {
        #expect(ordersSubscription.types(in: .choreography) == Set(Self.reactions.keys).union([.shipmentDispatched]))
    }

    @Test func `of an orchestrated order only commands, the end of the parcel and that a person has taken it over are read`() {
        #expect(
            ordersSubscription.types(in: .orchestration) == [.markOrderReady, .cancelOrder, .shipmentDispatched, .workflowClosed])
    }
}
