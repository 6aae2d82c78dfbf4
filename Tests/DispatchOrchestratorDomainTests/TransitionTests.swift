import Contracts
import Decisions
import DecisionTesting
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
            #expect(after.asked.areEqual(to: before.asked))
        }
    }

    @Test(arguments: Happening.allCases.filter { ![.paid, .orderCancelled].contains($0) })
    func `nothing but a payment starts a process`(_ happening: Happening) {
        var story = Story()
        story.play(happening)
        #expect(story.saga == nil)
        #expect(story.asked.isEmpty)
    }

    @Test func `a cancellation that comes first is remembered`() {
        var story = Story([.orderCancelled])
        #expect(story.saga?.phase == .cancelled)
        #expect(story.saga?.reason == .customerRequest)
        story.play(.paid)
        #expect(story.asked.isEmpty && story.timeout == nil)
    }

    static let outcomes: [(CommandAnswered.Outcome, Happening)] = [
        (.stockReserved, .reserved), (.stockShortageDetected, .short), (.stockReleased, .released), (.shipmentBooked, .booked),
        (.shipmentBookingFailed, .bookingFailed), (.shipmentCancelled, .shipmentCancelled), (.orderReady, .ready),
        (.orderCancelled, .orderCancelled),
    ]

    @Test(arguments: outcomes, [Saga.Phase.reserving, .booking, .markingReady, .compensating])
    func `an answer leads where the event would have led`(
        _ outcome: (CommandAnswered.Outcome, Happening), _ phase: Saga.Phase
    ) throws {
        let saga = try #require(Self.story(at: phase).saga)
        let event = try #require(outcome.1.message)
        let answer = CommandAnswered(
            orderId: Sample.order, to: .reserveStock, outcome.0, totalWeightGrams: Sample.reserved.totalWeightGrams,
            reason: .customerRequest)
        #expect(
            Outcome(Story.react(to: answer, saga))
                == Outcome(Story.react(to: event, saga)))
    }

    @Test func `why an order was cancelled is for Orders to say`() {
        // Out of stock, and the customer was faster.
        let story = Story([.paid, .short, .orderCancelled])
        #expect(story.saga?.phase == .cancelled && story.saga?.reason == .customerRequest)
    }

    @Test(arguments: [Saga.Phase.ready, .completed, .cancelled, .closed])
    func `a timeout that fires when nothing is waited for does nothing`(_ phase: Saga.Phase) throws {
        let saga = try #require(Self.story(at: phase).saga)
        #expect(Outcome(DispatchSaga.timeoutFired(saga, attempt: 5, timeouts: Story.timeouts)) == .ignored())
    }

    @Test func `commands carry what the payment and Stock have published`() {
        #expect(
            Story([.paid, .reserved, .booked]).asked.areEqual(to: [
                Sample.message(.reserveStock), Sample.message(.bookShipment), Sample.message(.markOrderReady),
            ]))
    }

    static let reasons: [([Happening], CancellationReason)] = [
        ([.paid, .short], .stockShortage),
        ([.paid, .reserved, .bookingFailed], .noCarrier),
        ([.paid, .silence, .silence, .silence], .timedOut),
    ]

    @Test(arguments: reasons) func `the cancellation says why`(_ happenings: [Happening], _ reason: CancellationReason) {
        let cancel = CancelOrder(orderId: Sample.order, reason: reason)
        #expect(Story(happenings).asked.last?.isEqual(to: cancel) == true)
    }

    @Test func `the orchestrator reads orchestrated orders only, and of them every answer`() {
        #expect(sagaMessages.subscription.types(in: .choreography).isEmpty)
        // A notice comes to the saga as the full event.
        let answers = Happening.allCases.compactMap { $0.message?.typeName }
        let others = [OrderPaidNotification.name, CommandAnswered.name]
        #expect(sagaMessages.subscription.types(in: .orchestration) == Set(answers).union(others))
    }
}
