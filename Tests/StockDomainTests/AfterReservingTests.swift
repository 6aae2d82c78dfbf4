import Contracts
import DecisionTesting
import Decisions
import StockDomain
import Testing

/// What becomes of units once they are asked for: let go, packed, gone.
@Suite struct AfterReservingTests {
    enum Ask: Sendable { case release, pack, leave }
    typealias StockRow = Row<Reservation.State?, Ask, StockChange>

    static func held(_ state: Reservation.State) -> Reservation {
        Reservation(orderId: Sample.order, state: state, items: Sample.items, warehouseId: "MAIN", totalWeightGrams: 900)
    }

    static func becomes(_ state: Reservation.State, _ movement: StockChange.Movement, says: [Message]) -> Outcome<StockChange> {
        .advances(StockChange(held(state), movement), says: says)
    }

    static let released = Sample.message(.stockReleased)
    static let nothingReleased = Message.stockReleased(StockReleased(orderId: Sample.order, items: []))

    /// That nothing is held: the event was published before, or there was none.
    static let nothingHeld = Message.commandAnswered(
        CommandAnswered(orderId: Sample.order, to: .releaseStock, .stockReleased))

    static let releases: [StockRow] = [
        .init(
            "before anything was asked for", given: nil, when: .release,
            then: .advances(
                StockChange(Reservation(orderId: Sample.order, state: .released), .none), says: [nothingReleased])),
        .init("reserved", given: .reserved, when: .release, then: becomes(.released, .reservedToOnHand, says: [released])),
        .init("again: the units come back once", given: .released, when: .release, then: .ignored(says: [nothingHeld])),
        .init("after a shortage", given: .short, when: .release, then: .ignored(says: [nothingHeld])),
        .init("packed", given: .packed, when: .release, then: .refused(.conflict)),
        .init("gone", given: .gone, when: .release, then: .refused(.conflict)),
    ]

    static let packing: [StockRow] = [
        .init("never reserved", given: nil, when: .pack, then: .refused(.conflict)),
        .init(
            "reserved", given: .reserved, when: .pack,
            then: becomes(.packed, .reservedToPacked, says: [Sample.message(.orderPacked)])),
        .init("released", given: .released, when: .pack, then: .refused(.conflict)),
        .init("again", given: .packed, when: .pack, then: .ignored()),
        .init("when gone", given: .gone, when: .pack, then: .ignored()),
    ]

    static let leaving: [StockRow] = [
        .init("never reserved", given: nil, when: .leave, then: .refused(.conflict)),
        .init("not packed", given: .reserved, when: .leave, then: .refused(.conflict)),
        .init("released", given: .released, when: .leave, then: .refused(.conflict)),
        .init("packed", given: .packed, when: .leave, then: becomes(.gone, .packedToGone, says: [])),
        .init("again: the units leave once", given: .gone, when: .leave, then: .ignored()),
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
            case .leave: StockDecisions.leave(Sample.order, reservation: reservation)
            }
        #expect(Outcome(decision) == row.then)
    }
}
