import CompactJSON
import Contracts
import Decisions
import DeterministicSimulation
import EventBus
import Foundation
import Messaging
import OrdersService
import ShippingService
import StockDomain
import StockService
import Synchronization

/// The people of a workload, and what they were promised.
///
/// Who gets no answer asks again with the same key, as a good client does, until there is one.
final class Customers {
    /// What one customer knows of the order.
    struct Promise {
        var id: OrderID?
        var isPaid = false
        /// True: cancelled. False: refused because it is too late.
        var isCancelled: Bool?
        /// Asked again because an answer was lost.
        var repeats = 0
    }

    private enum Request: Hashable {
        case create, pay, cancel
    }

    private enum Answer {
        case done(OrderID)
        case refused(String)
        /// Perhaps done, perhaps not.
        case lost
    }

    /// Answers come on the stepping thread, from closures that may only touch what can be shared.
    private final class AnswerBox: Sendable {
        let letters = Mutex<[(customer: Int, request: Request, answer: Answer)]>([])
    }

    let workload: Workload
    private(set) var promises: [Promise]
    /// What a customer was refused though it was right to ask.
    private(set) var complaints: [String] = []
    /// Ids of what unknown producers wrote to the bus.
    private(set) var garbage: Set<String> = []
    private let answerBox = AnswerBox()
    private var random: Seeded

    init(_ workload: Workload, seed: UInt64) {
        self.workload = workload
        promises = workload.orders.map { _ in Promise() }
        random = Seeded(seed ^ 0x4375_7374)
    }

    /// Puts all that they will do on the world's timeline.
    func start(in world: SimulatedWorld) {
        for (number, delivery) in workload.deliveries.enumerated() {
            world.after(delivery.at) { [self] in deliver(number, in: $0) }
        }
        for (number, order) in workload.orders.enumerated() {
            world.after(order.at) { [self] in ask(.create, number, in: $0) }
        }
        for outage in workload.outages {
            for (time, isOn) in [(outage.from, false), (outage.from + outage.lasting, true)] {
                for carrier in outage.carriers { world.after(time) { [self] in `switch`(carrier, on: isOn, in: $0) } }
            }
        }
        for (number, time) in workload.garbage.enumerated() {
            world.after(time) { [self] in try litter(number, in: $0) }
        }
    }

    /// Reads what was answered. To be called after every step.
    func read(in world: SimulatedWorld) {
        let letters = answerBox.letters.withLock { letters in
            defer { letters = [] }
            return letters
        }
        for letter in letters { take(letter.answer, to: letter.request, of: letter.customer, in: world) }
    }

    // MARK: Orders

    private func ask(_ request: Request, _ number: Int, in world: SimulatedWorld) {
        let orders = world["orders"]
        let (answerBox, calls) = (answerBox, SimulatedFulfilment.orders)
        guard let port = orders.calls, orders.isUp else { return again(request, number, in: world) }
        let planned = workload.orders[number]
        let origin = Origin(correlationID: "call-\(number)-\(request)", mode: planned.mode, trace: "")
        let key = "customer-\(number)"
        let id = promises[number].id
        port.submit(
            "\(request)", origin: origin,
            work: { context -> OrderID in
                switch (request, id) {
                case (.create, _):
                    let order = Self.newOrder(planned)
                    return try Idempotency.once(
                        key: key, operation: "POST /orders", request: MessageCoding.encode(order), in: context
                    ) { try calls.create(order, planned.mode, in: context).orderId }.answer
                case (.pay, let id?):
                    return try Idempotency.once(
                        key: key, operation: "POST /orders/{id}/payment \(id)", request: MessageCoding.encode(Payment()),
                        in: context
                    ) { try calls.pay(id, Payment(), in: context).orderId }.answer
                case (.cancel, let id?): return try calls.cancel(id, in: context).orderId
                default: throw Refusal(.notFound, "no order was created")
                }
            },
            answer: { result in
                let answer: Answer =
                    switch result {
                    case .success(let id): .done(id)
                    case .failure(let refusal as Refusal): .refused(refusal.reason)
                    case .failure: .lost
                    }
                answerBox.letters.withLock { $0.append((number, request, answer)) }
            })
        world.wake(orders)
    }

    private static func newOrder(_ planned: Workload.Order) -> NewOrder {
        let address = Address(
            name: "Ada Example", street: "Hauptstr. \(planned.customer)", city: "Berlin", postcode: planned.postcode,
            country: "DE")
        return NewOrder(
            customerId: CustomerID("C-\(planned.customer)") ?? "C", items: planned.items, shipTo: address,
            mode: planned.mode, payloadStyle: planned.payloadStyle)
    }

    private func take(_ answer: Answer, to request: Request, of number: Int, in world: SimulatedWorld) {
        world.log?.record("customer", "\(number) \(request): \(answer)")
        switch (request, answer) {
        case (_, .lost): again(request, number, in: world)
        case (.create, .done(let id)): created(id, number, in: world)
        case (.pay, .done): promises[number].isPaid = true
        case (.cancel, .done): promises[number].isCancelled = true
        case (.cancel, .refused): promises[number].isCancelled = false
        case (.pay, .refused(let reason)):
            // Who cancels first cannot pay any more.
            if workload.orders[number].cancelsAfter == nil { complaints.append("customer \(number) could not pay: \(reason)") }
        case (.create, .refused(let reason)): complaints.append("customer \(number) could not order: \(reason)")
        }
    }

    private func created(_ id: OrderID, _ number: Int, in world: SimulatedWorld) {
        if let known = promises[number].id, known != id {
            complaints.append("customer \(number) has order \(known) and, for the same request, order \(id)")
        }
        promises[number].id = id
        let planned = workload.orders[number]
        // The one that comes first when both come at once.
        if let delay = planned.paysAfter, planned.cancelsAfter.map({ $0 >= delay }) ?? true {
            world.after(delay) { [self] in ask(.pay, number, in: $0) }
        }
        if let delay = planned.cancelsAfter { world.after(delay) { [self] in ask(.cancel, number, in: $0) } }
    }

    private func again(_ request: Request, _ number: Int, in world: SimulatedWorld) {
        promises[number].repeats += 1
        world.after(random.between(0.2, 5)) { [self] in ask(request, number, in: $0) }
    }

    // MARK: Others

    private func deliver(_ number: Int, in world: SimulatedWorld) {
        let stock = world["stock"]
        let planned = workload.deliveries[number]
        let delivery = Delivery(
            items: [.init(sku: planned.sku, quantity: planned.quantity, unitWeightGrams: planned.unitWeightGrams)])
        perform("goods in", number, at: stock, in: world, again: { [self] in deliver(number, in: $0) }) { context in
            _ = try Idempotency.once(
                key: "delivery-\(number)", operation: "POST /goods-in", request: MessageCoding.encode(delivery), in: context
            ) { try StockCalls.receive(delivery, in: context) }
        }
    }

    private func `switch`(_ carrier: CarrierID, on isOn: Bool, in world: SimulatedWorld) {
        let retry: (SimulatedWorld) -> Void = { [self] in `switch`(carrier, on: isOn, in: $0) }
        perform("carrier \(carrier) \(isOn ? "on" : "off")", 0, at: world["shipping"], in: world, again: retry) { context in
            _ = try ShippingCalls.switchCarrier(carrier, on: isOn, in: context)
        }
    }

    /// A call that is repeated until the service is there to take it. What is lost in the taking shows in the sums.
    private func perform(
        _ name: String, _ number: Int, at service: SimulatedService, in world: SimulatedWorld,
        again: @escaping (SimulatedWorld) -> Void, work: @escaping @Sendable (Context) throws -> Void
    ) {
        world.log?.record("people", "\(name) \(number)")
        guard let port = service.calls, service.isUp else { return world.after(random.between(0.5, 5), again) }
        let origin = Origin(correlationID: "\(name)-\(number)", mode: .choreography, trace: "")
        port.submit(name, origin: origin, work: work, answer: { _ in })
        world.wake(service)
    }

    /// The source of what no service has published.
    static let unknownProducer = "/stranger"

    /// What a program writes to the bus that does not know the format.
    private func litter(_ number: Int, in world: SimulatedWorld) throws {
        let type = random.pick(MessageType.allCases)
        let order = random.pick(["Order-\(1 + random.below(20))", "Order-x", "Order-999999", "", "SKU-MUG"])
        let data = random.pick([
            "{", "", "null", "[]", #"{"orderId":"one"}"#, #"{"orderId":-1}"#, "{\"orderId\":1,\"orderId\":2}", "\u{0}\u{1b}[2J",
        ])
        let id = "garbage-\(number)"
        garbage.insert(id)
        let envelope = Envelope(
            id: id, source: Self.unknownProducer, type: random.chance(0.8) ? type.rawValue : "Nonsense", subject: order,
            time: world.now,
            schemaVersion: random.pick([1, 1, 1, 7]), correlationID: "", causationID: random.chance(0.5) ? "nobody" : nil,
            mode: random.pick(["choreography", "orchestration", "anarchy"]), partitionKey: order, traceparent: "garbage",
            data: Data(data.utf8))
        try world.bus.append([envelope])
        world.log?.record("stranger", "writes \(envelope.type) about '\(order)'")
        for service in world.services { world.wake(service) }
    }
}
