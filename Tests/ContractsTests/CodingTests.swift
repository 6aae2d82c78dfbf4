import Contracts
import Testing

@Suite struct CodingTests {
    @Test(arguments: MessageType.allCases)
    func `a message survives the journey there and back`(_ type: MessageType) throws {
        let message = try Samples.sample(of: type)
        let read = try Message.decode(type, version: message.version, from: message.encoded())
        #expect(read == message)
        #expect(read.orderID == message.orderID && read.subject == message.subject)
    }

    /// What is about something else than one order.
    private static let others: [MessageType: (subject: String, order: OrderID?)] = [
        .stockReceived: ("SKU-MUG", nil), .carrierAvailabilityChanged: ("Carrier-SNAIL", nil),
        .interventionRecorded: ("Order-12345", nil),
    ]

    @Test(arguments: MessageType.allCases)
    func `a message is about its order, goods in about their SKU, and a carrier about itself`(_ type: MessageType) throws {
        let message = try Samples.sample(of: type)
        let (subject, order) = Self.others[type] ?? ("Order-12345", 12_345)
        #expect(message.subject == subject)
        #expect(message.orderID == order)
    }

    @Test(arguments: MessageType.allCases, [0, 2])
    func `a version that this program does not know is a contract error`(_ type: MessageType, version: Int) throws {
        let data = try Samples.sample(of: type).encoded()
        #expect(throws: ContractError.unknownVersion(type, version)) {
            try Message.decode(type, version: version, from: data)
        }
    }

    @Test func `commands are what the orchestrator sends, events are the rest`() {
        let commands = MessageType.allCases.filter { $0.kind == .command }
        #expect(
            Set(commands) == [.reserveStock, .releaseStock, .bookShipment, .cancelShipment, .markOrderReady, .cancelOrder])
        #expect(MessageType.allCases.count == 26)
    }
}
