import CompactJSON
import Contracts
import Decisions
import DeterministicSimulation
import EventBus
import Foundation
import Messaging
import Testing

/// Faults that make a message fail, or corrupt it.
@Suite struct FaultTests {
    @Test func `a message that is made to fail so many times goes through at the next try`() throws {
        let rig = try ProcessorFixture()
        rig.faults.rules.fail = [.init(type: OrderReady.name, subject: "Order-1", times: 2)]
        try rig.publish("m1", about: 1)
        try rig.publish("m2", about: 2)
        try rig.step()
        #expect(try rig.effects == ["m2"])
        rig.clock.advance(by: 1)
        try rig.step()
        rig.clock.advance(by: 2)
        try rig.step()
        #expect(try rig.effects == ["m2", "m1"])
    }

    @Test func `without a number it fails until the rule is removed`() throws {
        let rig = try ProcessorFixture()
        rig.faults.rules.fail = [.init(type: OrderReady.name)]
        try rig.publish("m1")
        for _ in 0..<3 {
            try rig.step()
            rig.clock.advance(by: 60)
        }
        #expect(try rig.deadLetters.map(\.error) == ["made to fail by a fault rule"])
    }

    @Test func `a corrupted message reaches the bus against its contract, the next one as it should be`() throws {
        let rig = try ProcessorFixture()
        rig.faults.rules.corrupt = [.init(type: OrderPacked.name, times: 1)]
        rig.script.onMessage { message, context in
            let packed = OrderPacked(
                orderId: OrderID(stream: message.subject) ?? 1, items: [], warehouseId: "MAIN", totalWeightGrams: 1)
            try context.publish(packed)
        }
        try rig.publish("m1", about: 1)
        try rig.publish("m2", about: 2)
        try rig.step()
        let data = try rig.published.map { String(decoding: $0.data, as: UTF8.self) }
        #expect(data.map { $0.contains(#""orderId":"1""#) } == [true, false])
        #expect(data.map { $0.contains(#""orderId":2"#) } == [false, true])
        #expect(throws: DecodingError.self) { try MessageTypes([OrderPacked.self]).read(rig.published[0]) }
    }

    @Test func `rules may leave out what they do not switch on`() throws {
        let rules = try MessageCoding.decode(Faults.Rules.self, from: #"{"fail":[{"type":"ReleaseStock","times":3}]}"#)
        #expect(rules == Faults.Rules(fail: [.init(type: ReleaseStock.name, times: 3)]))
        #expect(try MessageCoding.decode(Faults.Rules.self, from: "{}").isEmpty)
    }
}
