import Contracts
import DecisionTesting
import Decisions
import StockDomain
import Testing

@Suite struct PolicyTests {
    static let reactions: [MessageType: Message] = [
        .orderPaid: .reserveStock(ReserveStock(orderId: Sample.order, items: Sample.items)),
        .orderCancelled: .releaseStock(ReleaseStock(orderId: Sample.order)),
    ]

    /// What follows the pivot, and the notice, which the policy sees as the full event that it stands for.
    static let others: Set<MessageType> = [.orderReady, .shipmentDispatched, .orderPaidNotification]

    @Test(arguments: MessageType.allCases) func `an event leads to this command or to none`(_ type: MessageType) {
        #expect(ChoreographyPolicy.command(after: Sample.message(type)) == Self.reactions[type])
    }

    @Test func `what the policy reacts to is what is read of choreographed orders, and what follows the pivot`() {
        #expect(stockSubscription.types(in: .choreography) == Set(Self.reactions.keys).union(Self.others))
    }

    @Test func `of an orchestrated order only commands are read, and what follows the pivot`() {
        let expected: Set<MessageType> = [.reserveStock, .releaseStock, .orderReady, .shipmentDispatched]
        #expect(stockSubscription.types(in: .orchestration) == expected)
    }
}
