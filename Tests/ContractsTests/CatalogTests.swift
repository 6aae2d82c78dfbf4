import Contracts
import Decisions
import Testing

/// Each message is described once, and no rule for all of them leaves one out.
struct CatalogTests {
    @Test(arguments: MessageType.allCases) func `a type has the payload that names it`(type: MessageType) {
        #expect(type.payload.type == type && type.payload.name == type.rawValue)
    }

    @Test(arguments: MessageType.allCases) func `a service publishes it`(type: MessageType) {
        #expect(!type.publishers.isEmpty)
        for service in type.publishers { #expect(MessageType.published(by: service).contains(type)) }
    }

    @Test func `only the orchestrator sends commands, and only others answer them`() {
        for type in MessageType.allCases where type.kind == .command { #expect(type.publishers == ["dispatch"]) }
        #expect(!MessageType.commandAnswered.publishers.contains("dispatch"))
        #expect(MessageType.allCases.filter { $0.kind == .record } == [.carrierAvailabilityChanged, .interventionRecorded])
    }
}
