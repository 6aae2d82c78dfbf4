import Contracts
import Decisions
import Testing

@Suite struct CodingTests {
    @Test(arguments: MessageType.allCases)
    func `a message survives the journey there and back`(_ type: MessageType) throws {
        let message = try Samples.sample(of: type)
        let read = try type.read(version: type.payload.version, message.encoded())
        #expect(read.isEqual(to: message))
        #expect(read.subject == message.subject)
    }

    /// What is about something else than one order.
    private static let others: [MessageType: String] = [
        .stockReceived: "SKU-MUG", .carrierAvailabilityChanged: "Carrier-SNAIL",
    ]

    @Test(arguments: MessageType.allCases)
    func `a message is about its order, goods in about their SKU, and a carrier about itself`(_ type: MessageType) throws {
        let message = try Samples.sample(of: type)
        #expect(message.subject == Self.others[type] ?? "Order-12345")
        #expect((message as? any OrderMessage)?.orderId == (Self.others[type] == nil && type.kind != .record ? 12_345 : nil))
    }

    @Test(arguments: MessageType.allCases, [0, -1])
    func `a version that never was is a contract error`(_ type: MessageType, version: Int) throws {
        let data = try Samples.sample(of: type).encoded()
        #expect(throws: ContractError.unknownVersion(type.rawValue, version)) {
            try type.read(version: version, data)
        }
    }

    @Test func `commands are what the orchestrator sends, events are the rest`() {
        let commands = MessageType.allCases.filter { $0.kind == .command }
        #expect(
            Set(commands) == [.reserveStock, .releaseStock, .bookShipment, .cancelShipment, .markOrderReady, .cancelOrder])
        #expect(MessageType.allCases.count == 26)
    }
}
