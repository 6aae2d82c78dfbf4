import Contracts
import Decisions
import Instants
import OrdersDomain
import ShippingDomain
import StockDomain

/// What an exploration begins with: who coordinates, whether there is enough, and whether somebody carries it.
struct Situation: Hashable {
    let mode: CoordinationMode
    let hasStock: Bool
    let hasCarrier: Bool

    static let all = CoordinationMode.allCases.flatMap { mode in
        [(true, true), (false, true), (true, false)].map { Situation(mode: mode, hasStock: $0.0, hasCarrier: $0.1) }
    }

    var name: String { hasStock ? hasCarrier ? "all is there" : "nobody carries it" : "units are short" }

    static let order: OrderID = 1
    static let now = Instant(microsecondsSince1970: 1_795_449_600_000_000)
    static let timeouts = TimeoutPolicy(stepTimeout: 1, repeats: 1)
    private static let quantity: Quantity = 2
    private static let price = try? Money(amount: 1250, currency: "EUR")

    var draft: OrderDraft {
        let items = Self.price.map { [OrderItem(sku: "MUG", quantity: Self.quantity, unitPrice: $0)] } ?? []
        let shipTo = Address(
            name: "Ada Example", street: "Hauptstr. 1", city: "Berlin", postcode: hasCarrier ? "10115" : "99999", country: "DE")
        return OrderDraft(customerId: "C-1", items: items, shipTo: shipTo, mode: mode)
    }

    var levels: [StockLevel] {
        [
            StockLevel(
                sku: "MUG", warehouseId: "MAIN", onHand: hasStock ? 10 : 1, reserved: 0, packed: 0, shipped: 0,
                unitWeightGrams: 400)
        ]
    }

    var carriers: [Carrier] { Carrier.initial }
}
