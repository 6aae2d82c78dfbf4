import Contracts
import Decisions
@testable import DocketBench
import EventBus
import EventSourcing
import FulfilmentSupport
import Messaging
import Testing

/// What the log is filled with.
@Suite struct BenchMessagesTests {
    @Test func `the same seed gives the same messages, another one others`() throws {
        #expect(try BenchMessages.make(200, seed: 3) == BenchMessages.make(200, seed: 3))
        let ids = Set(try BenchMessages.make(200, seed: 3).map(\.id))
        #expect(ids.isDisjoint(with: try BenchMessages.make(200, seed: 4).map(\.id)))
    }

    @Test func `every message decodes, and no id is there twice`() throws {
        let messages = try BenchMessages.make(1000, seed: 1)
        #expect(messages.count == 1000)
        #expect(Set(messages.map(\.id)).count == 1000)
        for envelope in messages {
            #expect(try MessageCatalog.types.read(envelope).subject == envelope.subject)
        }
    }

    @Test func `an order is followed from its creation to its end, each message caused by the one before`() throws {
        let messages = try BenchMessages.make(512, seed: 1).filter { $0.subject == "Order-1" }
        #expect(
            messages.map(\.type) == [
                "OrderCreated", "OrderPaid", "StockReserved", "ShipmentBooked", "OrderReady", "OrderPacked", "ShipmentDispatched",
                "OrderCompleted",
            ])
        #expect(messages.dropFirst().map(\.causationID) == messages.dropLast().map(\.id))
        #expect(Set(messages.map(\.correlationID)).count == 1)
    }

    @Test func `a store gets each order's events in their order, 256 a commit`() throws {
        let streams = try BenchStreams.usual(events: 1200, seed: 1)
        #expect(streams.orders.count == 300)
        #expect(streams.commits.map(\.count) == [256, 256, 256, 256, 44, 44, 44, 44])
        let first = streams.commits.joined().filter { $0.stream == "Order-1" }
        #expect(first.map(\.version) == [1, 2, 3, 4])
        #expect(first.map(\.event.type) == ["OrderCreated", "OrderPaid", "OrderReady", "OrderCompleted"])
    }
}
