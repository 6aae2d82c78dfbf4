import Contracts
import Decisions
import DispatchOrchestratorDomain
import OrdersDomain
import ShippingDomain
import StockDomain

/// One order and all that the four services know of it, with what is on its way to each: a state of the exploration.
///
/// It is driven through the services' own pure decisions and tables of messages. A message of an id that was published before is not published
/// again, as the bus and the inboxes see to; messages of one order reach a service in the order of the log, and services are as slow as they like.
struct ExploredWorld: Hashable {
    enum Service: String, CaseIterable { case orders, stock, shipping, dispatch }

    /// What can happen next.
    enum Move: Hashable, CustomStringConvertible {
        case pays, cancels
        case takes(Service, String)
        case timeoutFires(Service)
        /// The message cannot be handled, whatever the reason: it waits for a person, and those behind it go on.
        case setsAside(Service, String)
        case triesAgain(Service, String)

        var description: String {
            switch self {
            case .pays: "the customer pays"
            case .cancels: "the customer cancels"
            case .takes(let service, let message): "\(service.rawValue) takes \(message)"
            case .timeoutFires(let service): "the timeout of \(service.rawValue) fires"
            case .setsAside(let service, let message): "\(message) becomes a dead letter of \(service.rawValue)"
            case .triesAgain(let service, let message): "a person has \(service.rawValue) try \(message) again"
            }
        }
    }

    /// A message on its way.
    struct Pending: Hashable {
        let message: any Message

        static func == (left: Self, right: Self) -> Bool { left.message.isEqual(to: right.message) }
        func hash(into hasher: inout Hasher) { AnyHashable(message).hash(into: &hasher) }
    }

    let situation: Situation
    /// The defect that the services have here.
    let mutant: Explorer.Mutant?
    private(set) var order: OrderAggregate
    private(set) var reservation: Reservation?
    private(set) var shipment: Shipment?
    private(set) var saga: Saga?
    private(set) var queues: [[Pending]] = Service.allCases.map { _ in [] }
    /// Dead letters that wait for a person.
    private var letters: [[Pending]] = Service.allCases.map { _ in [] }
    private var deadLetters: Int
    /// The attempt of the timeout that each has set; `nil` if none.
    private(set) var timers: [Int?] = Service.allCases.map { _ in nil }
    private var published: Set<String> = []
    private var mayPay = true
    private var cancellations: Int
    /// Timeouts that may still fire although messages are on their way: a service that is slow. With none on their way they fire for free.
    private var earlyTimeouts: Int

    /// - Returns: `nil` if the order of the situation cannot be created.
    init?(_ situation: Situation, bounds: Explorer.Bounds, mutant: Explorer.Mutant?) {
        guard case .advance(let events, _, _) = OrderDecisions.create(Situation.order, situation.draft, now: Situation.now),
            let order = OrderAggregate.rehydrate(Situation.order, from: events)
        else { return nil }
        (self.situation, self.mutant) = (situation, mutant)
        self.order = order
        cancellations = bounds.cancellations
        earlyTimeouts = bounds.earlyTimeouts
        deadLetters = bounds.deadLetters
    }

    var isQuiet: Bool {
        queues.allSatisfy(\.isEmpty) && timers.allSatisfy { $0 == nil } && letters.allSatisfy(\.isEmpty)
    }

    /// Everything that can happen next.
    var moves: [Move] {
        var moves: [Move] = []
        if mayPay, order.state == .created { moves.append(.pays) }
        if cancellations > 0, order.state == .created || order.state == .paid { moves.append(.cancels) }
        for (service, queue) in zip(Service.allCases, queues) {
            if let next = queue.first {
                moves.append(.takes(service, next.message.typeName))
                if deadLetters > 0 { moves.append(.setsAside(service, next.message.typeName)) }
            }
        }
        for (service, letters) in zip(Service.allCases, letters) {
            for letter in letters { moves.append(.triesAgain(service, letter.message.typeName)) }
        }
        let nothingIsOnItsWay = queues.allSatisfy(\.isEmpty)
        for (service, timer) in zip(Service.allCases, timers) where timer != nil && (nothingIsOnItsWay || earlyTimeouts > 0) {
            moves.append(.timeoutFires(service))
        }
        return moves
    }

    /// The world after a move.
    func after(_ move: Move) -> ExploredWorld {
        var next = self
        switch move {
        case .pays:
            next.mayPay = false
            next.decide(OrderDecisions.pay(order, amount: nil, timeouts: Situation.timeouts))
        case .cancels:
            next.cancellations -= 1
            next.decide(OrderDecisions.cancel(order, because: .customerRequest, by: .customer))
        case .takes(let service, _): next.take(next.queues[service.index].removeFirst().message, service)
        case .setsAside(let service, _):
            next.deadLetters -= 1
            next.letters[service.index].append(next.queues[service.index].removeFirst())
        case .triesAgain(let service, let message):
            guard let place = next.letters[service.index].firstIndex(where: { $0.message.typeName == message }) else {
                return next
            }
            next.take(next.letters[service.index].remove(at: place).message, service)
        case .timeoutFires(let service): next.fire(service)
        }
        return next
    }

    private mutating func take(_ message: any Message, _ service: Service) {
        let mode = situation.mode
        switch service {
        case .orders: orderMessages.command(for: message, in: mode).map { execute($0, answers: message.isCommand) }
        case .stock: stockMessages.command(for: message, in: mode).map { execute($0, answers: message.isCommand) }
        case .shipping: shippingMessages.command(for: message, in: mode).map { execute($0, answers: message.isCommand) }
        case .dispatch:
            guard let command = sagaMessages.command(for: message, in: mode) else { return }
            decide(DispatchSaga.decide(command, saga, timeouts: Situation.timeouts))
        }
    }

    private mutating func fire(_ service: Service) {
        guard let attempt = timers[service.index] else { return }
        if queues.contains(where: { !$0.isEmpty }) { earlyTimeouts -= 1 }
        timers[service.index] = nil
        switch (service, saga) {
        case (.orders, _): decide(OrderDecisions.timeoutFired(order, attempt: attempt, timeouts: Situation.timeouts))
        case (.dispatch, let saga?):
            decide(DispatchSaga.timeoutFired(saga, attempt: attempt, timeouts: Situation.timeouts))
        case (.stock, _), (.shipping, _), (.dispatch, nil): return
        }
    }

    // MARK: Commands

    private mutating func execute(_ command: OrderCommand, answers: Bool) {
        switch command {
        case .markReady:
            if mutant == .readyAfterCancellation, order.state == .cancelled {
                return decide(.advance([.readied], publish: [OrderReady(orderId: order.id)]))
            }
            decide(OrderDecisions.markReady(order), answers: answers)
        case .giveUp(_, let reason): decide(OrderDecisions.giveUp(order, because: reason), answers: answers)
        case .complete: decide(OrderDecisions.complete(order), answers: answers)
        case .sagaClosed: decide(OrderDecisions.sagaClosed(order), answers: answers)
        case .create, .pay, .cancel: return
        }
    }

    private mutating func execute(_ command: StockCommand, answers: Bool) {
        let decision: Decision<StockChange>
        switch command {
        case .reserve(let command):
            decision = StockDecisions.reserve(command, reservation: reservation, levels: situation.levels)
        case .release(let order):
            if mutant == .releaseLeftOut, reservation?.state == .reserved { return }
            decision = StockDecisions.release(order, reservation: reservation)
        case .pack(let order): decision = StockDecisions.pack(order, reservation: reservation)
        case .ship(let order): decision = StockDecisions.ship(order, reservation: reservation)
        case .receive: return
        }
        carryOut(decision, of: .stock, answers: answers) { $0.reservation = $1.reservation }
    }

    private mutating func execute(_ command: ShippingCommand, answers: Bool) {
        let decision: Decision<Shipment>
        switch command {
        case .announce(let order, let shipTo, let weight):
            decision = ShippingDecisions.announce(
                order, shipTo: shipTo, weight: weight, shipment: shipment, carriers: situation.carriers)
        case .book(let command): decision = ShippingDecisions.book(command, shipment: shipment, carriers: situation.carriers)
        case .cancel(let order):
            let isForgotten = mutant == .noMarkOfCancellation && shipment == nil
            if isForgotten || mutant == .bookingKept && shipment?.state == .booked { return }
            decision = ShippingDecisions.cancel(order, shipment: shipment)
        case .dispatch(let order): decision = ShippingDecisions.dispatch(order, shipment: shipment)
        case .switchCarrier: return
        }
        carryOut(decision, of: .shipping, answers: answers) { $0.shipment = $1 }
    }

    // MARK: Decisions

    private mutating func decide(_ decision: Decision<[OrderEvent]>, answers: Bool = false) {
        carryOut(decision, of: .orders, answers: answers) { world, events in
            for event in events {
                if world.mutant == .refundLeftOut, case .refunded = event { continue }
                world.order.apply(event)
            }
        }
    }

    private mutating func decide(_ decision: Decision<Saga>) {
        carryOut(decision, of: .dispatch, answers: false) { $0.saga = $1 }
    }

    private mutating func carryOut<Change>(
        _ decision: Decision<Change>, of service: Service, answers: Bool, _ save: (inout ExploredWorld, Change) -> Void
    ) {
        switch decision {
        case .advance(let change, let messages, let timeout):
            save(&self, change)
            for message in messages { publish(message) }
            switch timeout {
            case .keep: return
            case .end: timers[service.index] = nil
            // Beyond the last repeat all are alike.
            case .set(_, let attempt): timers[service.index] = min(attempt, Situation.timeouts.repeats + 1)
            }
        case .ignore(_, let messages): if answers { for message in messages { publish(message) } }
        case .refuse: return
        }
    }

    private mutating func publish(_ message: any Message) {
        if let id = id(of: message), !published.insert(id).inserted { return }
        let subscriptions = [
            orderMessages.subscription, stockMessages.subscription, shippingMessages.subscription, sagaMessages.subscription,
        ]
        for (index, subscription) in subscriptions.enumerated() where subscription.takes(message.typeName, of: situation.mode) {
            queues[index].append(Pending(message: message))
        }
    }

    /// Of messages that are the same whenever they are published again.
    private func id(of message: any Message) -> String? {
        if message is OrderPaid { return message.typeName }
        guard message.isCommand, let saga else { return nil }
        return "\(message.typeName)/\(saga.lateAnswers + saga.resumptions)"
    }
}

extension ExploredWorld.Service {
    fileprivate var index: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

extension Message {
    fileprivate var isCommand: Bool { Self.kind == .command }
}
