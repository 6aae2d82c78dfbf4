import Contracts
import DeterministicSimulation
import EventBus
import Messaging
import Testing

/// Messages are checked before they are published, if the service is set to.
@Suite struct CheckTests {
    private static let nothingPasses = MessageCheck { throw ContractViolation("\($0.type) breaks its schema") }

    @Test func `a message that breaks its schema fails the handling and never reaches the bus`() throws {
        let rig = try ProcessorFixture(check: Self.nothingPasses)
        rig.script.onMessage { _, context in try context.publish(OrderReady(orderId: 1)) }
        try rig.publish("m1", .orderCompleted)
        for _ in 1...3 {
            try rig.step()
            rig.clock.advance(by: 60)
        }
        #expect(try rig.published == [])
        #expect(try rig.count("outbox") == 0)
        #expect(try rig.effects == [])
        let letter = try #require(try rig.deadLetters.first)
        #expect(letter.error.contains("OrderReady breaks its schema"))
    }

    @Test func `a call gets the reason`() async throws {
        let rig = try ProcessorFixture(check: Self.nothingPasses)
        let calls = rig.calls
        let answer = Task {
            try await calls.perform("say", origin: .outside) { context in
                try context.publish(OrderReady(orderId: 1))
            }
        }
        await rig.notifier.waitForNotifications(1)
        try rig.step()
        await #expect(throws: ContractViolation("OrderReady breaks its schema")) { try await answer.value }
        #expect(try rig.published == [])
    }

    @Test func `without a check the code that says it is trusted`() throws {
        let rig = try ProcessorFixture()
        rig.script.onMessage { _, context in try context.publish(OrderReady(orderId: 1)) }
        try rig.publish("m1", .orderCompleted)
        try rig.step()
        #expect(try rig.published.map(\.type) == ["OrderReady"])
    }
}
