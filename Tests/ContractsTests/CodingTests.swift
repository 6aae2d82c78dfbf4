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

    @Test(arguments: MessageType.allCases)
    func `a message is about its order, and goods in about their SKU`(_ type: MessageType) throws {
        let message = try Samples.sample(of: type)
        #expect(message.subject == (type == .stockReceived ? "SKU-MUG" : "Order-12345"))
        #expect(message.orderID == (type == .stockReceived ? nil : 12_345))
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
        #expect(MessageType.allCases.count == 22)
    }
}
