import Contracts
import Decisions
import Messaging
import Testing

/// A process that dies anywhere in a step and starts again: each effect once, each message once.
@Suite struct CrashTests {
    @Test(arguments: StepBoundary.allCases)
    func `a crash at any boundary leaves all of it or nothing, and the restart does the rest`(boundary: StepBoundary) throws {
        let rig = try ProcessorFixture(relayLimit: 1)
        rig.script.onMessage { message, context in
            guard let order = OrderID(stream: message.subject) else { return }
            for _ in 0..<2 { try context.publish(OrderPacked.sample(of: order)) }
        }
        try rig.publish("m1")
        rig.crashPoint.arm(boundary)
        #expect(throws: CrashPoint.Crash.self) {
            try rig.step()
            try rig.checkpoint()
        }
        #expect(try rig.effects == (boundary == .beforeCommit ? [] : ["m1"]))
        let publishedAtOnce = [.beforeCommit: 0, .beforeRelay: 0, .midRelay: 1][boundary] ?? 2
        #expect(try rig.published.count == publishedAtOnce)

        rig.crashPoint.arm(nil)
        try rig.restart()
        try rig.step()
        try rig.checkpoint()
        #expect(try rig.effects == ["m1"])
        #expect(try rig.published.count == 2)
        #expect(try rig.count("outbox") == 0)
    }
}
