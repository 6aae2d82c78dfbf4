import Contracts
import Decisions
import DecisionTesting
import OrdersDomain
import Testing

/// What may be asked of an order, in every state it may be in.
enum Ask: Sendable {
    case pay(Money?)
    case markReady
    case cancel(CancellationReason)
    case giveUp(CancellationReason)
    case complete
    case timeoutFired(attempt: Int)
    case closed
}

typealias OrderRow = Row<[OrderEvent], Ask, [OrderEvent]>

@Suite struct DecisionTableTests {
    static let timeouts = TimeoutPolicy(stepTimeout: 10, repeats: 2)
    static let paid = Sample.paid
    static let ready = OrderReady(orderId: Sample.order)
    static let completed = OrderCompleted(orderId: Sample.order)
    static let refund = OrderRefunded(orderId: Sample.order, amount: Sample.total)

    static func cancelled(_ reason: CancellationReason) -> any Message {
        OrderCancelled(orderId: Sample.order, reason: reason, by: reason == .customerRequest ? .customer : .process)
    }

    /// 4 * (10 + 20 + 40) seconds.
    static let ledByOther = Timeout.set(seconds: 280, attempt: 0)
    static let tooLate = answer(to: .cancelOrder, .orderReady)

    static func answer(
        to command: MessageType, _ outcome: CommandAnswered.Outcome, because reason: CancellationReason? = nil
    ) -> any Message {
        CommandAnswered(orderId: Sample.order, to: command, outcome, reason: reason)
    }

    static let payment: [OrderRow] = [
        .init(
            "an orchestrated one too, for longer than the orchestrator would wait", given: Histories.created(), when: .pay(nil),
            then: .advances([.paid(Sample.total)], publishes: [paid], timeout: ledByOther)),
        .init(
            "a choreographed one is watched by Orders", given: Histories.created(.choreography), when: .pay(Sample.total),
            then: .advances([.paid(Sample.total)], publishes: [paid], timeout: .set(seconds: 20, attempt: 0))),
        .init("too little", given: Histories.created(), when: .pay(Sample.eur(3_398)), then: .refused(.invalid)),
        .init("too much", given: Histories.created(), when: .pay(Sample.eur(3_400)), then: .refused(.invalid)),
        .init("twice", given: Histories.paid(), when: .pay(nil), then: .refused(.conflict)),
        .init("when ready", given: Histories.ready, when: .pay(nil), then: .refused(.conflict)),
        .init("when completed", given: Histories.completed, when: .pay(nil), then: .refused(.conflict)),
        .init("when cancelled", given: Histories.cancelledUnpaid, when: .pay(nil), then: .refused(.conflict)),
    ]

    static let notification = OrderPaidNotification(orderId: Sample.order, version: 2)

    static let style: [OrderRow] = [
        .init(
            "with a notification: the version with the payment in it, and nothing more",
            given: Histories.created(payloadStyle: .notification),
            when: .pay(nil), then: .advances([.paid(Sample.total)], publishes: [notification], timeout: ledByOther)),
        .init(
            "the notification published again is the same one",
            given: Histories.created(.choreography, payloadStyle: .notification) + [.paid(Sample.total)],
            when: .timeoutFired(attempt: 0),
            then: .advances([], publishes: [notification], timeout: .set(seconds: 40, attempt: 1))),
    ]

    static let pivot: [OrderRow] = [
        .init("unpaid", given: Histories.created(), when: .markReady, then: .refused(.conflict)),
        .init(
            "paid", given: Histories.paid(), when: .markReady,
            then: .advances([.readied], publishes: [ready], timeout: .end)),
        .init(
            "asked again", given: Histories.ready, when: .markReady,
            then: .ignored(publishes: [answer(to: .markOrderReady, .orderReady)])),
        .init(
            "asked again at the end", given: Histories.completed, when: .markReady,
            then: .ignored(publishes: [answer(to: .markOrderReady, .orderReady)])),
        .init(
            "a cancellation came first", given: Histories.refunded, when: .markReady,
            then: .ignored(publishes: [answer(to: .markOrderReady, .orderCancelled, because: .noCarrier)])),
    ]

    static let cancellation: [OrderRow] = [
        .init(
            "unpaid: nothing to refund", given: Histories.created(), when: .cancel(.customerRequest),
            then: .advances(
                [.cancelled(.customerRequest, by: .customer)], publishes: [cancelled(.customerRequest)], timeout: .end)),
        .init(
            "paid: the money goes back", given: Histories.paid(), when: .cancel(.stockShortage),
            then: .advances(
                [.cancelled(.stockShortage, by: .process), .refunded(Sample.total)],
                publishes: [cancelled(.stockShortage), refund],
                timeout: .end)),
        .init(
            "again: the first reason stays, no second refund", given: Histories.refunded, when: .cancel(.timedOut),
            then: .ignored(publishes: [answer(to: .cancelOrder, .orderCancelled, because: .noCarrier)])),
        .init("past the pivot", given: Histories.ready, when: .cancel(.customerRequest), then: .refused(.conflict)),
        .init(
            "the coordinator hears that it was too late", given: Histories.ready, when: .giveUp(.timedOut),
            then: .ignored(publishes: [tooLate])),
        .init("and at the end", given: Histories.completed, when: .giveUp(.timedOut), then: .ignored(publishes: [tooLate])),
        .init(
            "the coordinator gives up an unpaid order", given: Histories.created(), when: .giveUp(.timedOut),
            then: .advances([.cancelled(.timedOut, by: .process)], publishes: [cancelled(.timedOut)], timeout: .end)),
        .init("completed", given: Histories.completed, when: .cancel(.customerRequest), then: .refused(.conflict)),
        .init(
            "the coordinator asks too late and gets an answer", given: Histories.ready, when: .cancel(.timedOut),
            then: .ignored(publishes: [tooLate])),
        .init(
            "the same at the end", given: Histories.completed, when: .cancel(.timedOut), then: .ignored(publishes: [tooLate])),
    ]

    static let completion: [OrderRow] = [
        .init("ready", given: Histories.ready, when: .complete, then: .advances([.completed], publishes: [completed])),
        .init("again", given: Histories.completed, when: .complete, then: .ignored()),
        .init("unpaid", given: Histories.created(), when: .complete, then: .refused(.conflict)),
        .init("paid", given: Histories.paid(), when: .complete, then: .refused(.conflict)),
        .init("cancelled", given: Histories.refunded, when: .complete, then: .refused(.conflict)),
    ]

    static let silence: [OrderRow] = [
        .init(
            "once: the others are told again", given: Histories.paid(.choreography), when: .timeoutFired(attempt: 0),
            then: .advances([], publishes: [paid], timeout: .set(seconds: 40, attempt: 1))),
        .init(
            "twice: and once more", given: Histories.paid(.choreography), when: .timeoutFired(attempt: 1),
            then: .advances([], publishes: [paid], timeout: .set(seconds: 80, attempt: 2))),
        .init(
            "for good: given up and refunded", given: Histories.paid(.choreography), when: .timeoutFired(attempt: 2),
            then: .advances(
                [.cancelled(.timedOut, by: .process), .refunded(Sample.total)], publishes: [cancelled(.timedOut), refund],
                timeout: .end)),
        .init(
            "orchestrated: twice as long each time", given: Histories.paid(), when: .timeoutFired(attempt: 1),
            then: .advances([], publishes: [paid], timeout: .set(seconds: 1_120, attempt: 2))),
        .init(
            "orchestrated, without a coordinator: given up and refunded", given: Histories.paid(),
            when: .timeoutFired(attempt: 2),
            then: .advances(
                [.cancelled(.timedOut, by: .process), .refunded(Sample.total)], publishes: [cancelled(.timedOut), refund],
                timeout: .end)),
        .init("closed by a person: not waited for", given: Histories.paid(), when: .closed, then: .advances([], timeout: .end)),
        .init("closed when it is ready", given: Histories.ready, when: .closed, then: .ignored()),
        .init("when ready", given: Histories.ready, when: .timeoutFired(attempt: 0), then: .ignored()),
        .init("when completed", given: Histories.completed, when: .timeoutFired(attempt: 2), then: .ignored()),
        .init("when cancelled", given: Histories.refunded, when: .timeoutFired(attempt: 2), then: .ignored()),
        .init("when not paid", given: Histories.created(.choreography), when: .timeoutFired(attempt: 2), then: .ignored()),
    ]

    @Test(arguments: payment) func `payment takes exactly the total, once`(_ row: OrderRow) throws { try check(row) }
    @Test(arguments: style) func `a payment is published in the style of its order`(_ row: OrderRow) throws { try check(row) }
    @Test(arguments: pivot) func `the pivot lets a paid order through`(_ row: OrderRow) throws { try check(row) }
    @Test(arguments: cancellation) func `cancelling refunds what was paid`(_ row: OrderRow) throws { try check(row) }
    @Test(arguments: completion) func `only a ready order is completed`(_ row: OrderRow) throws { try check(row) }
    @Test(arguments: silence) func `silence is answered by asking again, then by a refund`(_ row: OrderRow) throws {
        try check(row)
    }

    private func check(_ row: OrderRow) throws {
        let order = try #require(OrderAggregate.rehydrate(Sample.order, from: row.given))
        let decision =
            switch row.when {
            case .pay(let amount): OrderDecisions.pay(order, amount: amount, timeouts: Self.timeouts)
            case .markReady: OrderDecisions.markReady(order)
            case .giveUp(let reason): OrderDecisions.giveUp(order, because: reason)
            case .cancel(let reason):
                OrderDecisions.cancel(order, because: reason, by: reason == .customerRequest ? .customer : .process)
            case .complete: OrderDecisions.complete(order)
            case .closed: OrderDecisions.sagaClosed(order)
            case .timeoutFired(let attempt): OrderDecisions.timeoutFired(order, attempt: attempt, timeouts: Self.timeouts)
            }
        #expect(Outcome(decision) == row.then)
    }
}
