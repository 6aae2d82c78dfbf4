public import Contracts
public import Decisions

/// What Stock decides. Pure: state and command in, a decision out.
public enum StockDecisions {
    /// Sets all units of the order aside in one warehouse, or none.
    ///
    /// - Parameters:
    ///   - reservation: What is held for the order so far; `nil` if it is new here.
    ///   - levels: The levels of the SKUs asked for, in every warehouse that has any of them.
    public static func reserve(
        _ command: ReserveStock, reservation: Reservation?, levels: [StockLevel]
    ) -> Decision<StockChange> {
        if let reservation { return repeated(reservation) }
        guard let wanted = merged(command.items) else {
            return .refuse(Refusal(.invalid, "more than \(Quantity.limit) units of one SKU"))
        }
        let shelves = Dictionary(grouping: levels, by: \.warehouseId).sorted { $0.key < $1.key }
        for (warehouse, levels) in shelves where missing(wanted, from: levels).isEmpty {
            let weight = weight(of: wanted, from: levels)
            let reservation = Reservation(
                orderId: command.orderId, state: .reserved, items: wanted, warehouseId: warehouse, totalWeightGrams: weight)
            let reserved = StockReserved(
                orderId: command.orderId, items: wanted, warehouseId: warehouse, totalWeightGrams: weight)
            return .advance(StockChange(reservation, .onHandToReserved), publish: [reserved])
        }
        let shortages = shelves.map { missing(wanted, from: $0.value) }.min { units($0) < units($1) } ?? missing(wanted, from: [])
        let short = Reservation(orderId: command.orderId, state: .short, shortages: shortages)
        let detected = StockShortageDetected(orderId: command.orderId, shortages: shortages)
        return .advance(StockChange(short, .none), publish: [detected])
    }

    /// Takes goods in: into the usual warehouse and at the known weight, unless the delivery says otherwise.
    ///
    /// - Parameter levels: Of this SKU, in every warehouse that has any of it.
    public static func receive(_ goods: ReceivedGoods, levels: [StockLevel]) -> StockReceived {
        let warehouse = goods.warehouseId ?? usualWarehouse
        let known = levels.first { $0.warehouseId == warehouse }?.unitWeightGrams
        return StockReceived(
            sku: goods.sku, quantity: goods.quantity, warehouseId: warehouse,
            unitWeightGrams: goods.unitWeightGrams ?? known ?? usualUnitWeightGrams)
    }

    private static let usualWarehouse: WarehouseID = "MAIN"
    private static let usualUnitWeightGrams = 500

    /// Lets go of what is held. May come before the reservation it undoes; then that one will not be made.
    public static func release(_ order: OrderID, reservation: Reservation?) -> Decision<StockChange> {
        guard var reservation else {
            let nothing = Reservation(orderId: order, state: .released)
            return .advance(StockChange(nothing, .none), publish: [StockReleased(orderId: order, items: [])])
        }
        let released = StockReleased(orderId: order, items: reservation.items)
        switch reservation.state {
        case .reserved:
            reservation.state = .released
            return .advance(StockChange(reservation, .reservedToOnHand), publish: [released])
        case .short, .released:
            return .ignore(
                because: "nothing is held for this order", publish: [answer(to: .releaseStock, .stockReleased, about: order)])
        case .packed, .shipped:
            return .refuse(Refusal(.conflict, "the order is packed; what is past the pivot is not undone"))
        }
    }

    /// Puts the reserved units into a parcel: the order is ready.
    public static func pack(_ order: OrderID, reservation: Reservation?) -> Decision<StockChange> {
        guard var reservation, let warehouse = reservation.warehouseId, reservation.state != .released else {
            return .refuse(Refusal(.conflict, "nothing is reserved for this order"))
        }
        guard reservation.state == .reserved else { return .ignore(because: "already packed") }
        reservation.state = .packed
        let packed = OrderPacked(
            orderId: order, items: reservation.items, warehouseId: warehouse, totalWeightGrams: reservation.totalWeightGrams)
        return .advance(StockChange(reservation, .reservedToPacked), publish: [packed])
    }

    /// The parcel left the house: its units are shipped.
    public static func ship(_ order: OrderID, reservation: Reservation?) -> Decision<StockChange> {
        guard var reservation, reservation.state == .packed || reservation.state == .shipped else {
            return .refuse(Refusal(.conflict, "nothing is packed for this order"))
        }
        guard reservation.state == .packed else { return .ignore(because: "already shipped") }
        reservation.state = .shipped
        return .advance(StockChange(reservation, .packedToShipped))
    }

    /// Asked again: the same answer, whatever the shelves look like now.
    private static func repeated(_ reservation: Reservation) -> Decision<StockChange> {
        .ignore(because: "already \(reservation.state.rawValue)", publish: [answer(repeating: reservation)].compactMap(\.self))
    }

    private static func answer(repeating reservation: Reservation) -> (any Message)? {
        switch reservation.state {
        case .reserved:
            answer(
                to: .reserveStock, .stockReserved, about: reservation.orderId, weighing: reservation.totalWeightGrams)
        case .short: answer(to: .reserveStock, .stockShortageDetected, about: reservation.orderId)
        case .released, .packed, .shipped: nil
        }
    }

    /// The answer to a request for what is already decided.
    private static func answer(
        to command: MessageType, _ outcome: CommandAnswered.Outcome, about order: OrderID, weighing grams: Int? = nil
    ) -> CommandAnswered {
        CommandAnswered(orderId: order, to: command, outcome, totalWeightGrams: grams)
    }

    /// One entry a SKU, in the order of their names: an order may have several lines of the same article. `nil` if a sum is too large.
    static func merged(_ items: [ItemQuantity]) -> [ItemQuantity]? {
        guard Set(items.map(\.sku)).count < items.count else { return items.sorted { $0.sku < $1.sku } }
        let sums = items.reduce(into: [SKU: Int]()) { $0[$1.sku, default: 0] += $1.quantity.rawValue }
        let merged = sums.sorted { $0.key < $1.key }.compactMap { sku, sum in
            Quantity(sum).map { ItemQuantity(sku: sku, quantity: $0) }
        }
        return merged.count == sums.count ? merged : nil
    }

    private static func missing(_ wanted: [ItemQuantity], from levels: [StockLevel]) -> [Shortage] {
        wanted.compactMap { item in
            let available = levels.first { $0.sku == item.sku }?.onHand ?? 0
            guard available < item.quantity.rawValue else { return nil }
            return Shortage(sku: item.sku, requested: item.quantity.rawValue, available: available)
        }
    }

    private static func units(_ shortages: [Shortage]) -> Int {
        shortages.reduce(0) { $0 + $1.requested - $1.available }
    }

    private static func weight(of items: [ItemQuantity], from levels: [StockLevel]) -> Int {
        items.reduce(0) { sum, item in
            sum + item.quantity.rawValue * (levels.first { $0.sku == item.sku }?.unitWeightGrams ?? 0)
        }
    }
}
