public import Contracts
public import Decisions

/// The whole process of an order on one page: pay -> reserve -> book -> ready, and every way back.
///
/// Reserve and book can be undone. Ready is the pivot: Orders alone decides whether it or a cancellation came first. What follows
/// (pack, dispatch, complete) is choreographed in both modes and only observed from here.
public enum DispatchSaga {
    /// What a command leads to, from the bus or from HTTP.
    public static func decide(_ command: SagaCommand, _ saga: Saga?, timeouts: TimeoutPolicy) -> Decision<Saga> {
        switch (command, saga) {
        case (.follow(let event, let order, let cause), _):
            follow(event, of: order, cause: cause, saga, timeouts: timeouts)
        case (.resume, let saga?): resume(saga, timeouts: timeouts)
        case (.compensate, let saga?): compensate(saga, timeouts: timeouts)
        case (.close, let saga?): close(saga)
        case (.resume, nil), (.compensate, nil), (.close, nil):
            .refuse(
                Refusal(
                    .notFound, "no saga coordinates order \(command.orderId): it is unpaid, unknown or choreographed"))
        }
    }

    /// The next step after something happened to the order.
    ///
    /// - Parameter cause: The name of the message that says so, for the audit trail.
    public static func follow(
        _ event: SagaEvent, of order: OrderID, cause: String, _ saga: Saga?, timeouts: TimeoutPolicy
    ) -> Decision<Saga> {
        guard var next = saga else { return begin(with: event, of: order, timeouts) }
        switch (event, next.phase) {
        // The way forward.
        case (.reserved(let weight), .reserving):
            next.phase = .booking
            next.totalWeightGrams = weight
            return ask(next, timeouts)
        case (.booked, .booking):
            next.phase = .markingReady
            return ask(next, timeouts)
        case (.ready, .markingReady), (.ready, .compensating):
            // Ready wins over a cancellation that Orders got too late.
            next.phase = .ready
            next.plan = []
            next.reason = nil
            next.attention = nil
            return .advance(next, timeout: .end)
        case (.completed, .ready), (.completed, .markingReady), (.completed, .compensating):
            // It was ready before, even if we have not received it: that message may wait for a person.
            next.phase = .completed
            next.plan = []
            next.reason = nil
            next.attention = nil
            return .advance(next, timeout: .end)

        // What cannot be served is undone, the customer's money first.
        case (.short, .reserving): return undo(next, because: .stockShortage, [.cancelOrder], timeouts)
        case (.bookingFailed, .booking): return undo(next, because: .noCarrier, [.cancelOrder, .releaseStock], timeouts)

        // The customer was faster: Orders has refunded already, the rest is undone.
        case (.cancelled(let reason), .reserving): return undo(next, because: reason, [.releaseStock], timeouts)
        case (.cancelled(let reason), .booking), (.cancelled(let reason), .markingReady):
            return undo(next, because: reason, [.cancelShipment, .releaseStock], timeouts)

        // The answers to compensations, in whatever order they come. Why the order was cancelled is for Orders to say: the customer may
        // have been faster than the shortage.
        case (.cancelled(let reason), .compensating):
            next.reason = reason
            return done(.cancelOrder, next, timeouts)
        case (.released, .compensating): return done(.releaseStock, next, timeouts)
        case (.shipmentCancelled, .compensating): return done(.cancelShipment, next, timeouts)

        // An answer that comes after its compensation is compensated again.
        case (.reserved, .compensating), (.reserved, .cancelled): return late(.releaseStock, next)
        case (.booked, .compensating), (.booked, .cancelled): return late(.cancelShipment, next)

        default: return .ignore(because: "\(cause) changes nothing while \(next.phase.rawValue)")
        }
    }

    /// No answer came in time: ask again, then undo; and what is being undone is asked for until it is answered.
    public static func timeoutFired(_ saga: Saga, attempt: Int, timeouts: TimeoutPolicy) -> Decision<Saga> {
        var next = saga
        switch saga.phase {
        case .ready, .completed, .cancelled, .closed: return .ignore(because: "nothing is waited for any more")
        case .compensating:
            if attempt >= timeouts.repeats { next.attention = unanswered(next, times: attempt + 1) }
            return ask(next, timeouts, attempt: attempt + 1)
        case .reserving, .booking, .markingReady:
            guard attempt < timeouts.repeats else { return giveUp(next, timeouts) }
            return ask(next, timeouts, attempt: attempt + 1)
        }
    }

    private static func unanswered(_ saga: Saga, times: Int) -> String {
        let asked = commands(of: saga).map(\.typeName).joined(separator: " and ")
        return "\(asked) asked for \(times) times without an answer"
    }

    /// Undoes what may have been done in the phase the saga has come to.
    ///
    /// **Orders is always asked first.** It alone knows whether the pivot came first, so nothing is undone before it has confirmed that it
    /// did not; from then on the order cannot become ready, whatever still arrives, and with that answer the customer's money goes
    /// back: it waits for no other service. What is left (parcel, units) is asked for together, so that one that fails does not hold up
    /// the other.
    static func giveUp(_ saga: Saga, _ timeouts: TimeoutPolicy) -> Decision<Saga> {
        let plan: [Saga.Compensation] =
            saga.phase == .reserving ? [.cancelOrder, .releaseStock] : [.cancelOrder, .cancelShipment, .releaseStock]
        return undo(saga, because: .timedOut, plan, timeouts)
    }

    /// A process begins with the payment. A cancellation that comes before it leaves its mark, so that the payment, when it is received
    /// at last, begins nothing: the first of the two may have waited for a person.
    private static func begin(with event: SagaEvent, of order: OrderID, _ timeouts: TimeoutPolicy) -> Decision<Saga> {
        switch event {
        case .paid(let paid):
            let items = paid.items.map { ItemQuantity(sku: $0.sku, quantity: $0.quantity) }
            return ask(Saga(orderId: paid.orderId, items: items, shipTo: paid.shipTo, phase: .reserving), timeouts)
        case .cancelled(let reason):
            var ended = Saga(orderId: order, items: [], shipTo: nil, phase: .cancelled)
            ended.reason = reason
            return .advance(ended)
        case .reserved, .short, .released, .booked, .bookingFailed, .shipmentCancelled, .ready, .completed:
            return .ignore(because: "no process coordinates this order yet")
        }
    }

    private static func undo(
        _ saga: Saga, because reason: CancellationReason, _ plan: [Saga.Compensation], _ timeouts: TimeoutPolicy
    ) -> Decision<Saga> {
        var next = saga
        next.phase = .compensating
        next.reason = reason
        next.plan = plan
        return ask(next, timeouts)
    }

    private static func done(_ compensation: Saga.Compensation, _ saga: Saga, _ timeouts: TimeoutPolicy) -> Decision<Saga> {
        guard let index = saga.plan.firstIndex(of: compensation) else { return .ignore(because: "already undone") }
        var next = saga
        next.plan.remove(at: index)
        next.undone.append(compensation)
        next.attention = nil
        guard next.plan.isEmpty else {
            // The rest was asked for already, unless this was the answer that all of it waits for.
            return compensation == .cancelOrder ? ask(next, timeouts) : .advance(next)
        }
        next.phase = .cancelled
        return .advance(next, timeout: .end)
    }

    private static func late(_ compensation: Saga.Compensation, _ saga: Saga) -> Decision<Saga> {
        // Not undone yet, so what has just been answered will be undone with the rest of the plan.
        guard saga.undone.contains(compensation) else { return .ignore(because: "about to be undone") }
        var next = saga
        next.lateAnswers += 1
        return .advance(next, publish: [command(for: compensation, next)])
    }

    /// Publishes the command of the step the saga has come to, and waits for its answer.
    static func ask(_ saga: Saga, _ timeouts: TimeoutPolicy, attempt: Int = 0) -> Decision<Saga> {
        let timeout = Timeout.set(seconds: timeouts.delay(attempt: attempt), attempt: attempt)
        return .advance(saga, publish: commands(of: saga), timeout: timeout)
    }

    private static func commands(of saga: Saga) -> [any Message] {
        switch saga.phase {
        case .reserving: [ReserveStock(orderId: saga.orderId, items: saga.items)]
        case .booking:
            saga.shipTo.map { shipTo in
                let weight = saga.totalWeightGrams ?? 0
                return [BookShipment(orderId: saga.orderId, shipTo: shipTo, totalWeightGrams: weight)]
            } ?? []
        case .markingReady: [MarkOrderReady(orderId: saga.orderId)]
        case .compensating:
            saga.plan.first == .cancelOrder
                ? [command(for: .cancelOrder, saga)] : saga.plan.map { command(for: $0, saga) }
        case .ready, .completed, .cancelled, .closed: []
        }
    }

    private static func command(for compensation: Saga.Compensation, _ saga: Saga) -> any Message {
        switch compensation {
        case .cancelShipment: CancelShipment(orderId: saga.orderId)
        case .releaseStock: ReleaseStock(orderId: saga.orderId)
        case .cancelOrder: CancelOrder(orderId: saga.orderId, reason: saga.reason ?? .timedOut)
        }
    }
}
