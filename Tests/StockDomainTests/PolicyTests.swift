import Contracts
import Decisions
import DecisionTesting
import StockDomain
import Testing

@Suite struct PolicyTests {
    static let policy: [MessageType: StockCommand] = [
        .orderPaid: .reserve(ReserveStock(orderId: Sample.order, items: Sample.items)),
        .orderCancelled: .release(Sample.order),
    ]
    /// What follows the pivot is followed in both modes.
    static let followed: [MessageType: StockCommand] = [
        .orderReady: .pack(Sample.order), .shipmentDispatched: .ship(Sample.order),
    ]
    static let commands: [MessageType: StockCommand] = [
        .reserveStock: .reserve(ReserveStock(orderId: Sample.order, items: Sample.items)),
        .releaseStock: .release(Sample.order),
    ]

    private func command(_ type: MessageType, _ mode: CoordinationMode) -> StockCommand? {
        stockMessages.command(for: Sample.message(type), in: mode)
    }

    @Test(arguments: MessageType.allCases) func `a message leads to this command or to none`(_ type: MessageType) {
        #expect(command(type, .choreography) == Self.policy[type] ?? Self.followed[type])
        #expect(command(type, .orchestration) == Self.commands[type] ?? Self.followed[type])
    }

    @Test func `what leads to something is what is read, and the notification, which is read as the full event`() {
        let subscription = stockMessages.subscription
        let names = Set((Array(Self.policy.keys) + Self.followed.keys).map(\.rawValue))
        #expect(subscription.types(in: .choreography) == names.union([OrderPaidNotification.name]))
        #expect(
            subscription.types(in: .orchestration) == Set((Array(Self.commands.keys) + Self.followed.keys).map(\.rawValue)))
    }
}
