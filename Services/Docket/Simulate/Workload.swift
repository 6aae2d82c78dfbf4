import Contracts
import Decisions
import DeterministicSimulation
import DocketCommandLine

/// What people do in one seed: orders, deliveries, carrier outages, and what unknown producers write to the bus.
struct Workload {
    struct Order {
        /// Seconds from the beginning.
        var at: Double
        var customer: Int
        var items: [OrderItem]
        var postcode: String
        var mode: CoordinationMode
        /// Payload style of its payment.
        var payloadStyle = PayloadStyle.stateTransfer
        /// Seconds after the order was created; `nil`: never.
        var paysAfter: Double?
        var cancelsAfter: Double?
    }

    struct Delivery {
        var at: Double
        var sku: SKU
        var quantity: Quantity
        var unitWeightGrams: Int
    }

    struct CarrierOutage {
        var from: Double
        var lasting: Double
        var carriers: [CarrierID]
    }

    var orders: [Order] = []
    var deliveries: [Delivery] = []
    var outages: [CarrierOutage] = []
    /// When unknown producers write to the bus.
    var garbage: [Double] = []

    /// A few articles sell most; one is too heavy for any carrier when there are two of it, and one is never there.
    private static let articles: [(sku: SKU, share: Int, grams: Int)] = [
        ("MUG", 40, 400), ("CUP", 20, 300), ("BOWL", 12, 900), ("PLATE", 10, 700), ("POT", 8, 40_000), ("ANVIL", 6, 600_000),
        ("NONE", 4, 100),
    ]
    static let carriers: [CarrierID] = ["SWIFTPOST", "HAULIER"]

    /// - Parameters:
    ///   - kinds: With `cancel`, `carrierOutage` or `poison` in it there are some.
    ///   - end: Seconds within which all of it begins.
    init(seed: UInt64, modes: [CoordinationMode], kinds: Set<FaultKind>, lasting end: Double) {
        var random = Seeded(seed ^ 0x576f_726b)
        let (count, isBusy) = (20 + random.below(9), random.chance(0.5))
        var wanted: [SKU: Int] = [:]
        for number in 0..<count {
            let at = random.between(0, isBusy ? 5 : end * 0.6)
            let order = Self.order(number, at: at, modes, &random)
            for item in order.items { wanted[item.sku, default: 0] += item.quantity.rawValue }
            orders.append(order)
        }
        deliver(wanted, share: random.pick([0.4, 0.7, 1, 2]), within: end, &random)
        var people = Seeded(seed ^ 0x4361_6e63)
        for index in orders.indices where people.chance(0.3) {
            let after = people.pick([0, people.between(0, 1), people.between(0, 10), people.between(0, 200)])
            if kinds.contains(.cancel) { orders[index].cancelsAfter = after }
        }
        var styles = Seeded(seed ^ 0x4265_6c6c)
        for index in orders.indices where styles.chance(0.3) { orders[index].payloadStyle = .notification }
        if kinds.contains(.outage) { outage(within: end, &people) }
        if kinds.contains(.poison) { garbage = (0...people.below(6)).map { _ in people.between(0, end * 0.8) } }
    }

    private static func order(_ number: Int, at: Double, _ modes: [CoordinationMode], _ random: inout Seeded) -> Order {
        let lines = random.pick([1, 1, 1, 2, 3])
        let items = (0..<lines).compactMap { _ -> OrderItem? in
            let sku = article(&random).sku
            // Prices are within the limits of money, so there is one.
            guard let price = try? Money(amount: 199 + 50 * sku.rawValue.utf8.count, currency: "EUR") else { return nil }
            return OrderItem(sku: sku, quantity: Quantity(1 + random.below(3)) ?? 1, unitPrice: price)
        }
        // Drawn in any case, so that a seed has the same orders in every mode.
        let chosen = random.below(1_000)
        return Order(
            at: at, customer: number, items: items, postcode: random.pick(["10115", "10115", "20095", "98001", "99001"]),
            mode: modes[chosen % modes.count],
            paysAfter: random.chance(0.95) ? random.pick([0, random.between(0, 2), random.between(0, 20)]) : nil)
    }

    private static func article(_ random: inout Seeded) -> (sku: SKU, share: Int, grams: Int) {
        var point = random.below(articles.reduce(0) { $0 + $1.share })
        for article in articles {
            if point < article.share { return article }
            point -= article.share
        }
        return articles[0]
    }

    /// Brings in a share of what is wanted, in one to three deliveries.
    private mutating func deliver(_ wanted: [SKU: Int], share: Double, within end: Double, _ random: inout Seeded) {
        for article in Self.articles where article.sku != "NONE" {
            let units = Int((Double(wanted[article.sku] ?? 0) * share).rounded())
            let parts = 1 + random.below(3)
            for part in 0..<parts {
                guard let quantity = Quantity(max(1, units / parts)) else { continue }
                deliveries.append(
                    Delivery(
                        at: part == 0 ? 0 : random.between(0, end * 0.5), sku: article.sku, quantity: quantity,
                        unitWeightGrams: article.grams))
            }
        }
    }

    private mutating func outage(within end: Double, _ random: inout Seeded) {
        for _ in 0...random.below(2) {
            let carriers = random.chance(0.6) ? Self.carriers : [random.pick(Self.carriers)]
            outages.append(
                CarrierOutage(from: random.between(0, end * 0.5), lasting: random.between(1, end * 0.4), carriers: carriers))
        }
    }
}

extension Workload {
    /// The same people, one after the other: each order comes when the one before has ended, everything is delivered first, and who
    /// cancels does so before paying or in the very moment of it. Then nothing is left to chance but the mode, and the two modes must
    /// come to the same end.
    func serialised(as mode: CoordinationMode) -> Workload {
        var serial = self
        let pause = 5_000.0
        for index in orders.indices {
            serial.orders[index].at = Double(index + 1) * pause
            serial.orders[index].mode = mode
            serial.orders[index].paysAfter = orders[index].paysAfter.map { _ in 1 }
            serial.orders[index].cancelsAfter = orders[index].cancelsAfter.map { $0 == 0 ? 0 : 1 }
        }
        for index in deliveries.indices { serial.deliveries[index].at = 0 }
        serial.outages = outages.enumerated().map { index, outage in
            CarrierOutage(from: Double(index * 5 + 2) * pause - 100, lasting: 3 * pause, carriers: outage.carriers)
        }
        serial.garbage = []
        return serial
    }
}
