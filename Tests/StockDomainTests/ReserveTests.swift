import Contracts
import Decisions
import DecisionTesting
import StockDomain
import Testing

/// What is on the shelves, and what is held for the order already.
struct Shelves: Sendable {
    var levels: [StockLevel] = []
    var reservation: Reservation?
}

extension StockLevel {
    static func on(_ warehouse: WarehouseID, _ sku: SKU, _ units: Int, grams: Int = 300) -> StockLevel {
        StockLevel(sku: sku, warehouseId: warehouse, received: units, onHand: units, unitWeightGrams: grams)
    }
}

typealias ReserveRow = Row<Shelves, [ItemQuantity], StockChange>

@Suite struct ReserveTests {
    static func reserved(at warehouse: WarehouseID, _ items: [ItemQuantity] = Sample.items, grams: Int) -> Outcome<StockChange> {
        let reservation = Reservation(
            orderId: Sample.order, state: .reserved, items: items, warehouseId: warehouse, totalWeightGrams: grams)
        let published = StockReserved(orderId: Sample.order, items: items, warehouseId: warehouse, totalWeightGrams: grams)
        return .advances(StockChange(reservation, .onHandToReserved), publishes: [published])
    }

    static func short(_ shortages: Shortage...) -> Outcome<StockChange> {
        let published = StockShortageDetected(orderId: Sample.order, shortages: shortages)
        return .advances(
            StockChange(Reservation(orderId: Sample.order, state: .short, shortages: shortages), .none),
            publishes: [published])
    }

    static let rows: [ReserveRow] = [
        .init(
            "exactly what is there", given: Shelves(levels: [.on("MAIN", "MUG", 2), .on("MAIN", "POT", 1, grams: 500)]),
            when: Sample.items, then: reserved(at: "MAIN", grams: 1_100)),
        .init(
            "one unit less than asked: nothing is taken of the other article either",
            given: Shelves(levels: [.on("MAIN", "MUG", 1), .on("MAIN", "POT", 9)]), when: Sample.items,
            then: short(Shortage(sku: "MUG", requested: 2, available: 1))),
        .init(
            "nothing known of any article", given: Shelves(), when: Sample.items,
            then: short(
                Shortage(sku: "MUG", requested: 2, available: 0), Shortage(sku: "POT", requested: 1, available: 0))),
        .init(
            "units of two warehouses are not put together",
            given: Shelves(levels: [.on("EAST", "MUG", 2), .on("WEST", "POT", 1)]), when: Sample.items,
            then: short(Shortage(sku: "POT", requested: 1, available: 0))),
        .init(
            "the first warehouse that has all of it",
            given: Shelves(levels: [
                .on("WEST", "MUG", 9), .on("WEST", "POT", 9), .on("NORTH", "MUG", 2), .on("NORTH", "POT", 1),
                .on("EAST", "MUG", 9),
            ]),
            when: Sample.items, then: reserved(at: "NORTH", grams: 900)),
        .init(
            "several lines of one article count together", given: Shelves(levels: [.on("MAIN", "MUG", 3)]),
            when: [ItemQuantity(sku: "MUG", quantity: 2), ItemQuantity(sku: "MUG", quantity: 2)],
            then: short(Shortage(sku: "MUG", requested: 4, available: 3))),
        .init(
            "and are reserved as one line", given: Shelves(levels: [.on("MAIN", "MUG", 4)]),
            when: [ItemQuantity(sku: "MUG", quantity: 2), ItemQuantity(sku: "MUG", quantity: 2)],
            then: reserved(at: "MAIN", [ItemQuantity(sku: "MUG", quantity: 4)], grams: 1_200)),
        .init(
            "more units than a quantity can say", given: Shelves(levels: [.on("MAIN", "MUG", 4)]),
            when: [ItemQuantity(sku: "MUG", quantity: 1_000_000), ItemQuantity(sku: "MUG", quantity: 1)],
            then: .refused(.invalid)),
    ]

    @Test(arguments: rows) func `all units are set aside in one warehouse, or none`(_ row: ReserveRow) {
        check(row)
    }

    static let full = [StockLevel.on("MAIN", "MUG", 99), .on("MAIN", "POT", 99)]

    static func asked(again state: Reservation.State, publishes: [any Message]) -> ReserveRow {
        var held = Reservation(
            orderId: Sample.order, state: state, items: Sample.items, warehouseId: "MAIN", totalWeightGrams: 900)
        if state == .short { held.shortages = Sample.shortage }
        return .init(
            state.rawValue, given: Shelves(levels: full, reservation: held), when: Sample.items,
            then: .ignored(publishes: publishes))
    }

    static func answer(_ outcome: CommandAnswered.Outcome, weighing grams: Int? = nil) -> any Message {
        CommandAnswered(orderId: Sample.order, to: .reserveStock, outcome, totalWeightGrams: grams)
    }

    static let repeats: [ReserveRow] = [
        asked(again: .reserved, publishes: [answer(.stockReserved, weighing: 900)]),
        asked(again: .short, publishes: [answer(.stockShortageDetected)]),
        asked(again: .released, publishes: []),
        asked(again: .packed, publishes: []),
        asked(again: .shipped, publishes: []),
    ]

    @Test(arguments: repeats) func `asked again, the answer is the same whatever the shelves look like now`(_ row: ReserveRow) {
        check(row)
    }

    private func check(_ row: ReserveRow) {
        let command = ReserveStock(orderId: Sample.order, items: row.when)
        let decision = StockDecisions.reserve(command, reservation: row.given.reservation, levels: row.given.levels)
        #expect(Outcome(decision) == row.then)
    }
}
