import Contracts
import Decisions
import EventBus
import GRDB
import Messaging
import Testing

/// Which messages are handled, and that each is handled once.
@Suite struct InboxTests {
    let rig = Result { try ProcessorFixture() }

    @Test func `a message that is delivered twice is handled once`() throws {
        let rig = try rig.get()
        rig.faults.rules.duplicate = [.init(type: OrderReady.name)]
        try rig.publish("m1")
        try rig.publish("m2")
        let report = try rig.step()
        #expect(try rig.effects == ["m1", "m2"])
        #expect(report.handled == 4, "the repeats were looked at")
    }

    @Test func `a log read again from the start changes nothing`() throws {
        let rig = try rig.get()
        try rig.publish("m1")
        try rig.step()
        try rig.database.write { db in try db.execute(sql: "UPDATE checkpoint SET position = 0") }
        try rig.restart()
        #expect(try rig.step().handled == 1)
        #expect(try rig.effects == ["m1"])
    }

    @Test func `messages of the other mode and other types are passed over`() throws {
        let rig = try rig.get()
        try rig.publish("event of an orchestrated order", .orderReady, .orchestration)
        try rig.publish("command of a choreographed order", .markOrderReady, .choreography)
        try rig.publish("no subscription", .orderPaid)
        try rig.publish("event", .orderReady, .choreography)
        try rig.publish("command", .markOrderReady, .orchestration)
        try rig.publish("both", .orderCompleted, .choreography)
        try rig.publish("both too", .orderCompleted, .orchestration)
        try rig.step()
        #expect(try rig.effects == ["event", "command", "both", "both too"])
        #expect(try rig.deadLetters.isEmpty)
    }

    @Test func `a step takes one batch and says whether there may be more`() throws {
        let rig = try rig.get()
        for number in 1...300 { try rig.publish("m\(number)") }
        let first = try rig.step()
        #expect(first.handled == 256 && !first.isIdle)
        let second = try rig.step()
        #expect(second.handled == 44)
        let third = try rig.step()
        #expect(third.handled == 0 && third.isIdle)
        #expect(try rig.effects == (1...300).map { "m\($0)" })
    }

    @Test func `checkpoint, inbox and effects are committed together`() throws {
        let rig = try rig.get()
        for number in 1...3 { try rig.publish("m\(number)") }
        try rig.step()
        let position = try rig.database.read { db in try ConsumerProgress.position(of: "tester", in: db) }
        #expect(position == 3)
        #expect(try rig.count("inbox") == 3)
        try rig.restart()
        #expect(try rig.step().handled == 0, "a new processor goes on behind the checkpoint")
    }

    @Test func `its position is acknowledged to the bus when there is nothing else to do`() throws {
        let rig = try rig.get()
        try rig.publish("m1")
        try rig.publish("not for us", .orderPaid)
        try rig.publish("m2")
        try rig.step()
        try rig.checkpoint()
        let lag = try rig.bus.statistics().consumers.map(\.lag)
        #expect(lag == [0])
    }
}

extension ProcessorFixture {
    func publish(_ id: String, _ type: MessageType, _ mode: CoordinationMode) throws {
        try publish(id, type, about: 1, mode)
    }
}
