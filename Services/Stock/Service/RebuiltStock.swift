import CompactJSON
import Contracts
import DurableSQLite
import EventBus
import Foundation
import GRDB
import Instants
import Messaging
import StockDomain

/// Stock's state while `stock.db` is made again from the log. It keeps to the rules that the tables keep.
final class RebuiltStock: StockState, RebuiltState {
    private struct Held {
        var reservation: Reservation
        var updatedAt: Date
    }

    /// The table would have refused it: units are never below zero.
    private struct Overdrawn: Error {}

    private var reservations = UndoableDictionary<OrderID, Held>()
    /// In every warehouse that has the SKU, by the warehouse's name.
    private var levels = UndoableDictionary<SKU, [StockLevel]>()

    func reservation(of order: OrderID) -> Reservation? { reservations[order]?.reservation }

    func levels(of skus: [SKU]) -> [StockLevel] { Set(skus).flatMap { levels[$0] ?? [] } }

    func save(_ change: StockChange, at now: Date) throws {
        let order = change.reservation.orderId
        var held = reservations[order] ?? Held(reservation: change.reservation, updatedAt: now)
        held.reservation.state = change.reservation.state
        held.updatedAt = now
        reservations[order] = held
        guard let warehouse = change.reservation.warehouseId else { return }
        for item in change.reservation.items { try move(item, at: warehouse, change.movement) }
    }

    func receive(_ quantity: Quantity, of sku: SKU, at warehouse: WarehouseID, weight: Int) {
        var known = levels[sku] ?? []
        let index = known.firstIndex { $0.warehouseId >= warehouse } ?? known.endIndex
        if index == known.endIndex || known[index].warehouseId != warehouse {
            known.insert(StockLevel(sku: sku, warehouseId: warehouse, unitWeightGrams: weight), at: index)
        }
        known[index].received += quantity.rawValue
        known[index].onHand += quantity.rawValue
        known[index].unitWeightGrams = weight
        levels[sku] = known
    }

    private func move(_ item: ItemQuantity, at warehouse: WarehouseID, _ movement: StockChange.Movement) throws {
        guard var known = levels[item.sku], let index = known.firstIndex(where: { $0.warehouseId == warehouse }) else { return }
        let units = item.quantity.rawValue
        switch movement {
        case .none: return
        case .onHandToReserved: try Self.move(units, &known[index], from: \.onHand, to: \.reserved)
        case .reservedToOnHand: try Self.move(units, &known[index], from: \.reserved, to: \.onHand)
        case .reservedToPacked: try Self.move(units, &known[index], from: \.reserved, to: \.packed)
        case .packedToShipped: try Self.move(units, &known[index], from: \.packed, to: \.shipped)
        }
        levels[item.sku] = known
    }

    private static func move(
        _ units: Int, _ level: inout StockLevel, from: WritableKeyPath<StockLevel, Int>, to: WritableKeyPath<StockLevel, Int>
    ) throws {
        guard level[keyPath: from] >= units else { throw Overdrawn() }
        level[keyPath: from] -= units
        level[keyPath: to] += units
    }

    // MARK: RebuiltState

    func begin() {
        reservations.begin()
        levels.begin()
    }

    func undo() {
        reservations.undo()
        levels.undo()
    }

    func write(to db: Database) throws {
        try RowInserter.insert(
            into: "stock_levels (sku, warehouse_id, received, on_hand, reserved, packed, shipped, unit_weight_grams)", columns: 8,
            db
        ) { levelRows in
            for level in levels.values.values.joined() {
                try levelRows.add(
                    .text(level.sku.rawValue), .text(level.warehouseId.rawValue), .integer(level.received),
                    .integer(level.onHand),
                    .integer(level.reserved), .integer(level.packed), .integer(level.shipped), .integer(level.unitWeightGrams))
            }
        }
        try RowInserter.insert(
            into: "reservations (order_id, state, warehouse_id, items, total_weight_grams, shortages, updated_at)", columns: 7, db
        ) { rows in
            for held in reservations.values.values.sorted(by: { $0.reservation.orderId < $1.reservation.orderId }) {
                let reservation = held.reservation
                try rows.add(
                    .integer(reservation.orderId.rawValue), .text(reservation.state.rawValue),
                    .optional(reservation.warehouseId?.rawValue), .text(try MessageCoding.text(reservation.items)),
                    .integer(reservation.totalWeightGrams), .text(try MessageCoding.text(reservation.shortages)),
                    .integer(held.updatedAt.microsecondsSince1970))
            }
        }
    }
}
