public import Contracts
public import Decisions
public import Instants

/// What Orders decides. Pure: an order and a command in, a decision out. A change is the events to append.
public enum OrderDecisions {
    /// Lines an order may have at most.
    public static let lineLimit = OrderItem.limitPerOrder

    public static func create(_ id: OrderID, _ draft: OrderDraft, now: Instant) -> Decision<[OrderEvent]> {
        let items = draft.items
        guard (1...lineLimit).contains(items.count) else {
            return .refuse(Refusal(.invalid, "an order has 1 to \(lineLimit) lines, not \(items.count)"))
        }
        let unitsOfOneSKU = items.reduce(into: [SKU: Int]()) { $0[$1.sku, default: 0] += $1.quantity.rawValue }
        guard unitsOfOneSKU.values.allSatisfy({ $0 <= Quantity.limit }) else {
            return .refuse(Refusal(.invalid, "an order takes at most \(Quantity.limit) units of one SKU"))
        }
        let orderedAt = draft.orderedAt ?? now
        do {
            let details = OrderDetails(
                customerId: draft.customerId, items: items, total: try OrderItem.total(of: items), shipTo: draft.shipTo,
                mode: draft.mode, payloadStyle: draft.payloadStyle, orderedAt: orderedAt, createdAt: now)
            let created = OrderCreated(orderId: id, orderedAt: orderedAt, createdAt: now, total: details.total)
            return .advance([.created(details)], publish: [created])
        } catch {
            return .refuse(Refusal(.invalid, error.rawValue))
        }
    }

    /// Takes the money, all of it.
    ///
    /// - Parameter amount: What the customer means to pay; `nil` pays the total.
    public static func pay(_ order: OrderAggregate, amount: Money?, timeouts: TimeoutPolicy) -> Decision<[OrderEvent]> {
        switch order.state {
        case .created: break
        case .cancelled: return .refuse(Refusal(.conflict, "the order is cancelled"))
        case .paid, .ready, .completed: return .refuse(Refusal(.conflict, "the order is paid already"))
        }
        guard amount == nil || amount == order.details.total else {
            return .refuse(Refusal(.invalid, "the order comes to \(order.details.total); pay exactly that"))
        }
        return .advance(
            [.paid(order.details.total)], publish: [paidMessage(order, version: order.version + 1)],
            timeout: timeout(over: order, attempt: 0, timeouts))
    }

    /// One service keeps a timeout for every paid order from the moment of its payment. In choreography that is Orders, which asks again. In
    /// orchestration it is the orchestrator as soon as it receives the order; until it does, and if it never does, Orders gives the
    /// order up: after longer than the orchestrator itself would wait, so that the two do not get in each other's way.
    private static func timeout(over order: OrderAggregate, attempt: Int, _ timeouts: TimeoutPolicy) -> Timeout {
        .set(seconds: timeouts.wholeOrder(in: order.details.mode, attempt: attempt), attempt: attempt)
    }

    /// The pivot: lets the order through, if nothing has ended it before.
    public static func markReady(_ order: OrderAggregate) -> Decision<[OrderEvent]> {
        switch order.state {
        case .created: .refuse(Refusal(.conflict, "the order is not paid"))
        case .paid: .advance([.readied], publish: [readyMessage(order)], timeout: .end)
        case .ready, .completed: .ignore(because: "already ready", publish: [answer(to: .markOrderReady, .orderReady, order)])
        case .cancelled: .ignore(because: "cancelled before", publish: [answer(to: .markOrderReady, .orderCancelled, order)])
        }
    }

    /// Ends the order and gives the money back, if it is not past the pivot. A customer who comes too late is refused; the coordinator of
    /// the order asks because it does not know its state, and gets an answer.
    public static func cancel(
        _ order: OrderAggregate, because reason: CancellationReason, by: CancelledBy
    ) -> Decision<[OrderEvent]> {
        let cancelled = OrderEvent.cancelled(reason, by: by)
        let published = OrderCancelled(orderId: order.id, reason: reason, by: by)
        switch order.state {
        case .created: return .advance([cancelled], publish: [published], timeout: .end)
        case .paid:
            let amount = order.paid ?? order.details.total
            let refund = OrderRefunded(orderId: order.id, amount: amount)
            return .advance([cancelled, .refunded(amount)], publish: [published, refund], timeout: .end)
        case .cancelled:
            return .ignore(because: "already cancelled", publish: [answer(to: .cancelOrder, .orderCancelled, order)])
        case .ready where reason == .customerRequest, .completed where reason == .customerRequest:
            return .refuse(Refusal(.conflict, "the order is \(order.state.rawValue) and can no longer be cancelled"))
        case .ready, .completed:
            return .ignore(because: "already ready", publish: [answer(to: .cancelOrder, .orderReady, order)])
        }
    }

    /// The same, asked for by the coordinator: it must hear that it was too late, or he would ask for ever.
    public static func giveUp(_ order: OrderAggregate, because reason: CancellationReason) -> Decision<[OrderEvent]> {
        switch order.state {
        case .ready, .completed:
            .ignore(
                because: "the order is \(order.state.rawValue) already", publish: [answer(to: .cancelOrder, .orderReady, order)])
        case .created, .paid, .cancelled: cancel(order, because: reason, by: .process)
        }
    }

    /// A person takes care of the order from now on: Orders does not end it for want of an answer.
    public static func sagaClosed(_ order: OrderAggregate) -> Decision<[OrderEvent]> {
        order.state == .paid ? .advance([], timeout: .end) : .ignore(because: "the order is \(order.state.rawValue)")
    }

    /// The parcel is on its way.
    public static func complete(_ order: OrderAggregate) -> Decision<[OrderEvent]> {
        switch order.state {
        case .ready: .advance([.completed], publish: [OrderCompleted(orderId: order.id)])
        case .completed: .ignore(because: "already completed")
        case .created, .paid, .cancelled: .refuse(Refusal(.conflict, "the order is \(order.state.rawValue), not ready"))
        }
    }

    /// The order has not become ready in time: publish the payment once more, and in the end give up.
    public static func timeoutFired(_ order: OrderAggregate, attempt: Int, timeouts: TimeoutPolicy) -> Decision<[OrderEvent]> {
        guard order.state == .paid else { return .ignore(because: "the order is \(order.state.rawValue)") }
        guard attempt < timeouts.repeats else { return cancel(order, because: .timedOut, by: .process) }
        return .advance(
            [], publish: [paidMessage(order, version: order.version)],
            timeout: timeout(over: order, attempt: attempt + 1, timeouts))
    }

    /// The payment in the order's style.
    ///
    /// - Parameter version: Of the stream with the payment in it. A paid order has no event behind its payment.
    private static func paidMessage(_ order: OrderAggregate, version: Int) -> any Message {
        switch order.details.payloadStyle {
        case .stateTransfer: paymentDetails(order)
        case .notification: OrderPaidNotification(orderId: order.id, version: version)
        }
    }

    /// What others need to know of a payment: what the full event carries, and what a consumer gets that calls back after the notification.
    public static func paymentDetails(_ order: OrderAggregate) -> OrderPaid {
        OrderPaid(
            orderId: order.id, customerId: order.details.customerId, items: order.details.items,
            amount: order.details.total, shipTo: order.details.shipTo)
    }

    private static func readyMessage(_ order: OrderAggregate) -> OrderReady { OrderReady(orderId: order.id) }

    /// The answer to a request for what is already decided.
    private static func answer(
        to command: MessageType, _ outcome: CommandAnswered.Outcome, _ order: OrderAggregate
    ) -> CommandAnswered {
        CommandAnswered(orderId: order.id, to: command, outcome, reason: order.cancellationReason)
    }
}

extension TimeoutPolicy {
    /// Steps between paid and ready that other services take: reserve and book.
    private static var stepsOfOthers: Double { 2 }

    /// Seconds that Orders waits for a paid order to become ready. In choreography it waits for all the others at once: as long as their
    /// steps may take together. In orchestration: as long as the orchestrator may take until it has given up by itself (reserve, book and
    /// ready, each asked for as often as it may be), and as long again for one more step; twice as long each time after.
    public func wholeOrder(in mode: CoordinationMode, attempt: Int) -> Double {
        guard mode == .orchestration else { return Self.stepsOfOthers * delay(attempt: attempt) }
        let oneStep = (0...max(0, repeats)).reduce(0) { $0 + delay(attempt: $1) }
        return 4 * oneStep * Double(1 << min(max(attempt, 0), 6))
    }
}
