import Contracts
import DecisionTesting
import Decisions
import DispatchOrchestratorDomain
import Testing

/// Every phase against everything that may happen: these moves there are, and no others.
@Suite struct TransitionTests {
    /// A story that has come to the phase.
    static func story(at phase: Saga.Phase) -> Story {
        switch phase {
        case .reserving: Story([.paid])
        case .booking: Story([.paid, .reserved])
        case .markingReady: Story([.paid, .reserved, .booked])
        case .ready: Story([.paid, .reserved, .booked, .ready])
        case .completed: Story([.paid, .reserved, .booked, .ready, .completed])
        case .compensating: Story([.paid, .reserved, .booked, .silence, .silence, .silence])
        case .cancelled: Story([.paid, .short, .orderCancelled])
        case .closed: Story([.paid], thenClosed: true)
        }
    }

    static let moves: [Saga.Phase: [Happening: Saga.Phase]] = [
        .reserving: [
            .reserved: .booking, .short: .compensating, .orderCancelled: .compensating, .silence: .reserving,
        ],
        .booking: [
            .booked: .markingReady, .bookingFailed: .compensating, .orderCancelled: .compensating, .silence: .booking,
        ],
        .markingReady: [.ready: .ready, .completed: .completed, .orderCancelled: .compensating, .silence: .markingReady],
        .ready: [.completed: .completed],
        .compensating: [
            .ready: .ready, .completed: .completed, .orderCancelled: .compensating, .released: .compensating,
            .shipmentCancelled: .compensating,
            .silence: .compensating,
        ],
    ]

    @Test(arguments: Saga.Phase.allCases, Happening.allCases)
    func `a phase is left by these happenings only`(_ phase: Saga.Phase, _ happening: Happening) {
        let before = Self.story(at: phase)
        #expect(before.saga?.phase == phase)
        var after = before
        after.play(happening)
        if let expected = Self.moves[phase]?[happening] {
            #expect(after.saga?.phase == expected)
            #expect(after.ignored == before.ignored)
        } else {
            #expect(after.saga == before.saga)
            #expect(after.asked == before.asked)
        }
    }

    @Test(arguments: Happening.allCases.filter { $0 != .paid })
    func `nothing but a payment starts a process`(_ happening: Happening) {
        var story = Story()
        story.play(happening)
        #expect(story.saga == nil)
        #expect(story.asked.isEmpty)
    }

    @Test(arguments: [Saga.Phase.ready, .completed, .cancelled, .closed])
    func `a watch that fires when nothing is waited for does nothing`(_ phase: Saga.Phase) throws {
        let saga = try #require(Self.story(at: phase).saga)
        #expect(Outcome(DispatchSaga.watchFired(saga, attempt: 5, patience: Story.patience)) == .ignored())
    }

    @Test func `commands carry what the payment and Stock have said`() {
        #expect(
            Story([.paid, .reserved, .booked]).asked == [
                Sample.message(.reserveStock), Sample.message(.bookShipment), Sample.message(.markOrderReady),
            ])
    }

    static let reasons: [([Happening], CancellationReason)] = [
        ([.paid, .short], .stockShortage),
        ([.paid, .reserved, .bookingFailed], .noCarrier),
        ([.paid, .silence, .silence, .silence], .timedOut),
    ]

    @Test(arguments: reasons) func `the cancellation says why`(_ happenings: [Happening], _ reason: CancellationReason) {
        let cancel = Message.cancelOrder(CancelOrder(orderId: Sample.order, reason: reason))
        #expect(Story(happenings).asked.last == cancel)
    }

    @Test func `the orchestrator reads orchestrated orders only, and of them every answer`() {
        #expect(dispatchSubscription.types(in: .choreography).isEmpty)
        // A notice comes to the saga as the full event that it stands for.
        let answers = Happening.allCases.compactMap { $0.message?.type }
        #expect(dispatchSubscription.types(in: .orchestration) == Set(answers).union([.orderPaidNotice]))
    }
}
