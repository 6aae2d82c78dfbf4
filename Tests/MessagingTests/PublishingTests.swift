import Contracts
import Decisions
import DeterministicSimulation
import EventBus
import Foundation
import Messaging
import Testing

/// What a message carries that follows from another one.
@Suite struct PublishingTests {
    private static let packed = OrderPacked(orderId: 1, items: [], warehouseId: "MAIN", totalWeightGrams: 1)

    @Test func `it inherits correlation, mode and trace, and names its cause`() throws {
        let rig = try ProcessorFixture()
        rig.script.onMessage { _, context in try context.publish(Self.packed) }
        try rig.publish("m1", .orderCompleted, about: 1, .orchestration)
        try rig.step()
        let published = try #require(try rig.published.first)
        #expect(published.correlationID == "correlation of m1")
        #expect(published.causationID == "m1")
        #expect(published.mode == "orchestration")
        #expect(published.source == "/tester" && published.subject == "Order-1" && published.partitionKey == "Order-1")
        #expect(published.time == rig.clock.now)
        let (cause, effect) = (TraceParent(Envelope.made("m1").traceparent), TraceParent(published.traceparent))
        #expect(cause?.traceID == effect?.traceID && cause?.spanID != effect?.spanID)
    }

    @Test func `all that one handling says is of one span, and another handling's of another`() throws {
        let rig = try ProcessorFixture()
        rig.script.onMessage { _, context in for _ in 0..<2 { try context.publish(Self.packed) } }
        try rig.publish("m1")
        try rig.publish("m2")
        try rig.step()
        let spans = try rig.published.map(\.traceparent)
        #expect(spans.count == 4 && spans[0] == spans[1] && spans[2] == spans[3] && spans[0] != spans[2])
    }

    @Test func `ids are UUIDs of version 7 and sort by the time they were made`() throws {
        let rig = try ProcessorFixture()
        rig.script.onMessage { _, context in try context.publish(Self.packed) }
        for number in 1...100 {
            try rig.publish("m\(number)")
            try rig.step()
            rig.clock.advance(by: 0.001)
        }
        let ids = try rig.published.map(\.id)
        #expect(ids.count == 100 && ids == ids.sorted() && Set(ids).count == 100)
        let isVersion7 = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/
        #expect(ids.allSatisfy { $0.wholeMatch(of: isVersion7) != nil && UUID(uuidString: $0) != nil })
        let milliseconds = ids.first.flatMap { Int64($0.prefix(13).filter { $0 != "-" }, radix: 16) }
        #expect(milliseconds == 1_795_449_600_000)
    }

    @Test func `a message published again under its id is on the bus once`() throws {
        let rig = try ProcessorFixture()
        let happened = rig.clock.now.addingTimeInterval(-60)
        rig.script.onMessage { _, context in try context.publish(Self.packed, id: "Order-1/OrderPacked", time: happened) }
        try rig.publish("m1")
        try rig.publish("m2")
        try rig.step()
        #expect(try rig.published.map(\.id) == ["Order-1/OrderPacked"])
        #expect(try rig.published.map(\.time) == [happened])
    }

    /// The sender of a repeated command waits for an answer; an event has none.
    @Test(arguments: [(MessageType.markOrderReady, 1), (.orderCompleted, 0)])
    func `what is ignored is answered again after a command only`(_ type: MessageType, _ answers: Int) throws {
        let rig = try ProcessorFixture()
        rig.script.onMessage { _, context in
            try context.carryOut(Decision<Int>.ignore(because: "done before", publish: [Self.packed]), about: "Order-1") { _ in
                Issue.record("there is nothing to save")
            }
        }
        try rig.publish("m1", type, about: 1, .orchestration)
        try rig.step()
        #expect(try rig.published.count == answers)
    }

    @Test func `a refusal saves and says nothing, and the message is done with`() throws {
        let rig = try ProcessorFixture()
        rig.script.onMessage { _, context in
            let refusal = try context.carryOut(Decision<Int>.refuse(Refusal(.conflict, "no")), about: "Order-1") { _ in
                Issue.record("there is nothing to save")
            }
            #expect(refusal == Refusal(.conflict, "no"))
        }
        try rig.publish("m1")
        try rig.step()
        #expect(try rig.published.isEmpty && rig.count("retry_queue") == 0 && rig.count("inbox") == 1)
    }
}
