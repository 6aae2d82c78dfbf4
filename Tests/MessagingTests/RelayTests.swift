import Contracts
import Decisions
import DeterministicSimulation
import EventBus
import Messaging
import Testing

/// What is published reaches the bus once, in order, whatever breaks on the way.
@Suite struct RelayTests {
    /// A rig whose handler publishes that the order is completed.
    private func echo(times: Int = 1) throws -> ProcessorFixture {
        let rig = try ProcessorFixture()
        rig.script.onMessage { message, context in
            guard let order = OrderID(stream: message.subject) else { return }
            for _ in 0..<times { try context.publish(OrderPacked.sample(of: order)) }
        }
        return rig
    }

    private func subjects(_ rig: ProcessorFixture) throws -> [String] { try rig.published.map(\.subject) }

    @Test func `what a step says is on the bus when the step returns`() throws {
        let rig = try echo()
        for number in 1...3 { try rig.publish("m\(number)", about: OrderID(number) ?? 1) }
        try rig.step()
        #expect(try subjects(rig) == ["Order-1", "Order-2", "Order-3"])
        #expect(rig.bus.appends.last?.count == 3, "they leave together")
    }

    @Test func `a crash after the commit and before the relay: the next start relays`() throws {
        let rig = try echo()
        try rig.publish("m1")
        rig.bus.refuses = true
        #expect(throws: BusError.self) { try rig.step() }
        #expect(try rig.effects == ["m1"], "it is committed")
        rig.bus.refuses = false
        try rig.restart()
        try rig.step()
        #expect(try subjects(rig) == ["Order-1"])
    }

    @Test func `a crash between the relay and the removal: relayed again, on the bus once`() throws {
        let rig = try echo()
        try rig.publish("m1")
        try rig.step()
        #expect(try rig.count("outbox") == 1, "the row goes with the next commit")
        try rig.restart()
        try rig.step()
        #expect(rig.bus.appends.suffix(2).first == rig.bus.appends.last, "the same batch twice")
        #expect(try subjects(rig) == ["Order-1"])
        try rig.checkpoint()
        #expect(try rig.count("outbox") == 0)
    }

    @Test func `while the bus takes nothing the outbox keeps everything, in order`() throws {
        let rig = try echo()
        for number in 1...3 {
            try rig.publish("m\(number)", about: OrderID(number) ?? 1)
            rig.bus.refuses = true
            #expect(throws: BusError.self) { try rig.step() }
            rig.bus.refuses = false
        }
        #expect(try rig.effects == ["m1", "m2", "m3"], "messages are handled meanwhile")
        try rig.step()
        #expect(try subjects(rig) == ["Order-1", "Order-2", "Order-3"])
    }

    @Test func `a full outbox stops the intake until the bus works again`() throws {
        let rig = try echo(times: 100)
        for number in 1...101 { try rig.publish("m\(number)", about: OrderID(number) ?? 1) }
        rig.bus.refuses = true
        #expect(throws: BusError.self) { try rig.step() }
        rig.bus.refuses = false
        try rig.publish("late")
        rig.bus.refuses = true
        #expect(throws: BusError.self) { try rig.step() }
        #expect(try !rig.effects.contains("late"), "10,100 messages wait: no more are taken on")
        rig.bus.refuses = false
        try rig.step()
        #expect(try rig.published.count == 10_100)
        try rig.step()
        #expect(try rig.effects.last == "late")
        #expect(try Set(rig.published.map(\.id)).count == 10_200)
    }

    @Test func `a message held back is overtaken and leaves when its time is up`() throws {
        let rig = try echo()
        rig.faults.rules.hold = [.init(type: OrderPacked.name, subject: "Order-1", seconds: 5)]
        try rig.publish("m1", about: 1)
        try rig.publish("m2", about: 2)
        #expect(try rig.step().nextDue != nil)
        #expect(try subjects(rig) == ["Order-2"])
        #expect(try rig.count("outbox") == 2, "it is durable meanwhile")
        rig.clock.advance(by: 4.9)
        try rig.step()
        #expect(try subjects(rig) == ["Order-2"])
        rig.clock.advance(by: 0.1)
        try rig.step()
        #expect(try subjects(rig) == ["Order-2", "Order-1"])
    }

    @Test func `a message held back for good leaves when the rule goes, also after a restart`() throws {
        let rig = try echo()
        rig.faults.rules.hold = [.init(type: OrderPacked.name)]
        try rig.publish("m1")
        try rig.step()
        rig.clock.advance(by: 1_000_000)
        try rig.restart()
        try rig.step()
        #expect(try subjects(rig).isEmpty)
        rig.faults.rules = .init()
        try rig.step()
        #expect(try subjects(rig) == ["Order-1"])
    }
}

extension OrderPacked {
    static func sample(of order: OrderID) -> OrderPacked {
        OrderPacked(orderId: order, items: [], warehouseId: "MAIN", totalWeightGrams: 1)
    }
}
