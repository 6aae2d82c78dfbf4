import Contracts
import Decisions
import DecisionTesting
import DispatchOrchestratorDomain
import Testing

/// How long the saga waits, and what it does with silence.
@Suite struct WaitingTests {
    @Test func `a step is waited for twice as long each time it is asked again`() {
        var story = Story([.paid])
        var waits: [Double?] = [story.timeout?.seconds]
        for _ in 0..<2 {
            story.play(.silence)
            waits.append(story.timeout?.seconds)
        }
        #expect(waits == [10, 20, 40])
    }

    @Test func `a new step is waited for from the start`() {
        let story = Story([.paid, .silence, .silence, .reserved])
        #expect(story.timeout?.seconds == 10)
        #expect(story.timeout?.attempt == 0)
    }

    @Test func `a step asked again is the same command`() {
        let asked = Story([.paid, .silence, .silence]).asked
        #expect(asked.count == 3 && asked.allSatisfy { $0.isEqual(to: asked[0]) })
    }

    @Test func `a compensation is asked for until it is answered, and a person is called after the repeats`() {
        var story = Story([.paid, .reserved, .bookingFailed])
        var calls: [Bool?] = []
        for _ in 0..<8 {
            story.play(.silence)
            calls.append(story.saga?.needsAttention)
        }
        #expect(calls == [false, false, true, true, true, true, true, true])
        #expect(story.asked.suffix(9).allSatisfy { $0 is CancelOrder })
        #expect(story.saga?.attention == "CancelOrder asked for 8 times without an answer")
        #expect(story.timeout?.seconds == 640, "the longest wait is 64 step timeouts")
        story.play(.orderCancelled)
        #expect(story.saga?.needsAttention == false)
        #expect(story.timeout?.seconds == 10)
    }

    @Test func `an answer to one of several compensations leaves the timeout on the others`() {
        var story = Story([.paid, .reserved, .orderCancelled, .silence])
        story.play(.released)
        #expect(story.saga?.plan == [.cancelShipment])
        #expect(story.timeout?.attempt == 1)
    }

    @Test func `each late answer is counted, so that each is undone under an id of its own`() {
        var story = Story([.paid, .orderCancelled, .released, .reserved])
        #expect(story.saga?.lateAnswers == 1)
        story.play(.reserved)
        #expect(story.saga?.lateAnswers == 2)
    }

    @Test(arguments: [(-1, 10.0), (0, 10), (1, 20), (2, 40), (6, 640), (7, 640), (1_000, 640)])
    func `the timeout doubles up to 64 times`(_ attempt: Int, _ seconds: Double) {
        #expect(Story.timeouts.delay(attempt: attempt) == seconds)
    }
}
