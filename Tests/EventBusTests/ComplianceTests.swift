import EventBus
import EventBusTesting
import Foundation
import Testing

/// Every implementation keeps every promise.
@Suite struct ComplianceTests {
    @Test(arguments: EventBusCheck.all, BusUnderTest.allCases)
    func `a bus keeps its promise`(_ check: EventBusCheck, on bus: BusUnderTest) throws {
        try bus.run(check.run)
    }

    @Test func `a batch of too many bytes is refused`() throws {
        let large = Data("\"\(String(repeating: "x", count: BatchLimits.bytes / 2))\"".utf8)
        let error = #expect(throws: BusError.self) {
            try InMemoryEventBus().append([.made(id: "a", data: large), .made(id: "b", data: large)])
        }
        #expect(error?.code == .invalid)
        #expect(try InMemoryEventBus().append([.made(id: "a", data: large)]).count == 1)
    }
}
