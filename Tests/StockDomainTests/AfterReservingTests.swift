import Contracts
import Decisions
import DecisionTesting
import StockDomain
import Testing

/// What becomes of units once they are asked for: let go, packed, shipped.
@Suite struct AfterReservingTests {
    enum Ask: Sendable { case release, pack, ship }
    typealias StockRow = Row<Reservation.State?, Ask, StockChange>

    static func held(_ state: Reservation.State) -> Reservation {
        Reservation(orderId: Sample.order, state: state, items: Sample.items, warehouseId: "MAIN", totalWeightGrams: 900)
    }

    static func becomes(_ state: Reservation.State, _ movement: StockChange.Movement, publishes: [any Message]) -> Outcome<
        StockChange
    > {
        .advances(StockChange(held(state), movement), publishes: publishes)
    }

    static let released = Sample.message(.stockReleased)
    static let nothingReleased = StockReleased(orderId: Sample.order, items: [])

    /// That nothing is held: the event was published before, or there was none.
    static let nothingHeld = CommandAnswered(orderId: Sample.order, to: .releaseStock, .stockReleased)

    static let releases: [StockRow] = [
        .init(
            "before anything was asked for", given: nil, when: .release,
            then: .advances(
                StockChange(Reservation(orderId: Sample.order, state: .released), .none), publishes: [nothingReleased])),
        .init("reserved", given: .reserved, when: .release, then: becomes(.released, .reservedToOnHand, publishes: [released])),
        .init("again: the units come back once", given: .released, when: .release, then: .ignored(publishes: [nothingHeld])),
        .init("after a shortage", given: .short, when: .release, then: .ignored(publishes: [nothingHeld])),
        .init("packed", given: .packed, when: .release, then: .refused(.conflict)),
        .init("shipped", given: .shipped, when: .release, then: .refused(.conflict)),
    ]

    static let packing: [StockRow] = [
        .init("never reserved", given: nil, when: .pack, then: .refused(.conflict)),
        .init(
            "reserved", given: .reserved, when: .pack,
            then: becomes(.packed, .reservedToPacked, publishes: [Sample.message(.orderPacked)])),
        .init("released", given: .released, when: .pack, then: .refused(.conflict)),
        .init("again", given: .packed, when: .pack, then: .ignored()),
        .init("when shipped", given: .shipped, when: .pack, then: .ignored()),
    ]

    static let leaving: [StockRow] = [
        .init("never reserved", given: nil, when: .ship, then: .refused(.conflict)),
        .init("not packed", given: .reserved, when: .ship, then: .refused(.conflict)),
        .init("released", given: .released, when: .ship, then: .refused(.conflict)),
        .init("packed", given: .packed, when: .ship, then: becomes(.shipped, .packedToShipped, publishes: [])),
        .init("again: the units leave once", given: .shipped, when: .ship, then: .ignored()),
    ]

    @Test(arguments: releases) func `what is reserved is let go, before the pivot only`(_ row: StockRow) { check(row) }
    @Test(arguments: packing) func `what is reserved is packed once`(_ row: StockRow) { check(row) }
    @Test(arguments: leaving) func `what is packed leaves once`(_ row: StockRow) { check(row) }

    @Test func `after a shortage there is nothing to pack`() {
        let short = Reservation(orderId: Sample.order, state: .short, shortages: Sample.shortage)
        #expect(Outcome(StockDecisions.pack(Sample.order, reservation: short)) == .refused(.conflict))
    }

    @Test func `an order released before it was asked for is not reserved any more`() {
        let released = Reservation(orderId: Sample.order, state: .released)
        let command = ReserveStock(orderId: Sample.order, items: Sample.items)
        let decision = StockDecisions.reserve(command, reservation: released, levels: ReserveTests.full)
        #expect(Outcome(decision) == .ignored())
    }

    private func check(_ row: StockRow) {
        let reservation = row.given.map(Self.held)
        let decision =
            switch row.when {
            case .release: StockDecisions.release(Sample.order, reservation: reservation)
            case .pack: StockDecisions.pack(Sample.order, reservation: reservation)
            case .ship: StockDecisions.ship(Sample.order, reservation: reservation)
            }
        #expect(Outcome(decision) == row.then)
    }
}
