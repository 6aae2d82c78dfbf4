import Decisions
import Contracts
import Testing

/// Each message is described once, and nothing that is said of all of them leaves one out.
struct CatalogTests {
    @Test func `every type has its payload, and each is listed once`() {
        #expect(MessageCatalog.payloads.map { $0.type }.count == MessageType.allCases.count)
        #expect(Set(MessageCatalog.payloads.map { $0.type }) == Set(MessageType.allCases))
    }

    @Test(arguments: MessageType.allCases) func `somebody publishes it`(type: MessageType) {
        #expect(!type.publishers.isEmpty)
        for service in type.publishers { #expect(MessageType.published(by: service).contains(type)) }
    }

    @Test func `only the orchestrator sends commands, and only others answer them`() {
        for type in MessageType.allCases where type.kind == .command { #expect(type.publishers == ["dispatch"]) }
        #expect(!MessageType.commandAnswered.publishers.contains("dispatch"))
        #expect(MessageType.allCases.filter { $0.kind == .record } == [.carrierAvailabilityChanged, .interventionRecorded])
    }
}
