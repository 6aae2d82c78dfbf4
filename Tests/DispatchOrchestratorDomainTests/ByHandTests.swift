import Contracts
import Decisions
import DecisionTesting
import DispatchOrchestratorDomain
import Testing

/// What a person does to a process that does not go on by itself.
@Suite struct ByHandTests {
    @Test func `resuming asks for the step again, from the first wait on`() {
        var story = Story([.paid, .reserved, .bookingFailed, .orderCancelled, .silence, .silence, .silence])
        #expect(story.saga?.needsAttention == true)
        story.intervene(DispatchSaga.resume)
        #expect(story.saga?.needsAttention == false)
        #expect(story.saga?.resumptions == 1, "so the command has a new id")
        #expect(story.askedNames.last == ReleaseStock.name)
        #expect(story.timeout?.attempt == 0)
        story.play(.released)
        #expect(story.saga?.phase == .cancelled)
    }

    static let givenUp: [(Saga.Phase, [MessageType])] = [
        (.reserving, [.releaseStock]), (.booking, [.cancelShipment, .releaseStock]),
        (.markingReady, [.cancelShipment, .releaseStock]),
    ]

    @Test(arguments: givenUp) func `giving up refunds first and then undoes what may have been done`(
        _ phase: Saga.Phase, _ rest: [MessageType]
    ) {
        var story = TransitionTests.story(at: phase)
        let before = story.asked.count
        story.intervene(DispatchSaga.compensate)
        #expect(story.askedNames[before...] == [CancelOrder.name])
        story.play(.orderCancelled)
        #expect(Array(story.askedNames[(before + 1)...]) == rest.map(\.rawValue))
    }

    @Test(arguments: [Saga.Phase.reserving, .booking, .markingReady, .ready, .compensating])
    func `closing ends it in its present state, and nothing is asked for any more`(_ phase: Saga.Phase) {
        var story = TransitionTests.story(at: phase)
        let asked = story.asked
        story.intervene { saga, _ in DispatchSaga.close(saga) }
        for happening in Happening.allCases { story.play(happening) }
        #expect(story.saga?.phase == .closed)
        #expect(story.asked.areEqual(to: asked))
        #expect(story.timeout == nil)
    }

    typealias Act = @Sendable (Saga, TimeoutPolicy) -> Decision<Saga>
    static let refusals: [(Saga.Phase, Act)] = [
        (.ready, DispatchSaga.resume), (.completed, DispatchSaga.resume), (.cancelled, DispatchSaga.resume),
        (.closed, DispatchSaga.resume), (.ready, DispatchSaga.compensate), (.completed, DispatchSaga.compensate),
        (.cancelled, DispatchSaga.compensate), (.closed, DispatchSaga.compensate),
        (.completed, { saga, _ in DispatchSaga.close(saga) }), (.cancelled, { saga, _ in DispatchSaga.close(saga) }),
    ]

    @Test(arguments: refusals.indices) func `what makes no sense any more is refused`(_ index: Int) throws {
        let (phase, act) = Self.refusals[index]
        let saga = try #require(TransitionTests.story(at: phase).saga)
        guard case .refuse(let refusal) = act(saga, Story.timeouts) else {
            Issue.record("not refused: \(phase)")
            return
        }
        #expect(refusal.code == .conflict)
    }
}
