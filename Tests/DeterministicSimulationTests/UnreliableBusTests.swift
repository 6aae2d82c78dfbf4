import DeterministicSimulation
import EventBus
import Foundation
import Testing

/// The bus may do what an event bus may do, and nothing worse.
@Suite struct UnreliableBusTests {
    private func envelope(_ key: String, _ number: Int) -> Envelope {
        Envelope(
            id: "\(key)-\(number)", source: "/test", type: "Thing", subject: key, time: Date(timeIntervalSince1970: 0),
            schemaVersion: 1, correlationID: "c", causationID: nil, mode: "choreography", partitionKey: key, traceparent: "",
            data: Data("{}".utf8))
    }

    @Test func `orders change places, the messages of one order never`() throws {
        var wasMixed = false
        for seed in 1...20 as ClosedRange<UInt64> {
            let (base, bus) = (InMemoryEventBus(), UnreliableBus())
            bus.begin(base, Seeded(seed))
            bus.reorders = true
            let batch = (0..<12).map { envelope("Order-\($0 % 3)", $0) }
            try bus.append(batch)
            let read = try base.read(after: 0, matching: nil, limit: 100).messages.map(\.envelope)
            for key in ["Order-0", "Order-1", "Order-2"] {
                #expect(read.filter { $0.partitionKey == key }.map(\.id) == batch.filter { $0.partitionKey == key }.map(\.id))
            }
            #expect(Set(read.map(\.id)) == Set(batch.map(\.id)))
            if read.map(\.id) != batch.map(\.id) { wasMixed = true }
        }
        #expect(wasMixed)
    }

    @Test func `what is delivered again was there before, and what is new comes all the same`() throws {
        let (base, bus) = (InMemoryEventBus(), UnreliableBus())
        bus.begin(base, Seeded(1))
        bus.redelivery = 1
        try bus.append((1...4).map { envelope("Order-1", $0) })
        let page = try bus.read(after: 2, matching: nil, limit: 10)
        #expect(page.messages.count == 3 && page.messages[0].position <= 2)
        #expect(page.messages.dropFirst().map(\.position) == [3, 4])
        #expect(page.upTo == 4)
    }

    @Test func `a bus that is down takes nothing, and says that it may be tried again`() throws {
        let (base, bus) = (InMemoryEventBus(), UnreliableBus())
        bus.begin(base, Seeded(1))
        bus.isDown = true
        let error = #expect(throws: BusError.self) { try bus.append([envelope("Order-1", 1)]) }
        #expect(error?.isRetriable == true)
        #expect(try base.statistics().messages == 0)
    }
}
