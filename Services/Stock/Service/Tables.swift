import CompactJSON
import Contracts
import DurableSQLite
import EventBus
import Foundation
import GRDB
import Instants
import Messaging
import StockDomain

/// What Stock's decisions read and write: the tables, or memory while `stock.db` is made again from the log.
protocol StockState {
    func reservation(of order: OrderID) throws -> Reservation?
    func levels(of skus: [SKU]) throws -> [StockLevel]
    func save(_ change: StockChange, at now: Date) throws
    func receive(_ quantity: Quantity, of sku: SKU, at warehouse: WarehouseID, weight: Int) throws
}

/// The tables of `stock.db`: levels and reservations, and how they are read and written.
struct StockTables: StockState {
    let db: Database

    init(_ db: Database) { self.db = db }

    /// The checks hold the two rules of a warehouse even against a fault in the code: never below zero, and nothing vanishes.
    static func create(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE stock_levels (
                    sku TEXT NOT NULL, warehouse_id TEXT NOT NULL, received INTEGER NOT NULL, on_hand INTEGER NOT NULL,
                    reserved INTEGER NOT NULL, packed INTEGER NOT NULL, shipped INTEGER NOT NULL, unit_weight_grams INTEGER NOT NULL,
                    \(RowChecksums.column(of: "sku, warehouse_id, received, on_hand, reserved, packed, shipped, unit_weight_grams")),
                    PRIMARY KEY (sku, warehouse_id),
                    CHECK (on_hand >= 0 AND reserved >= 0 AND packed >= 0 AND shipped >= 0),
                    CHECK (received = on_hand + reserved + packed + shipped)
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE reservations (
                    order_id INTEGER PRIMARY KEY, state TEXT NOT NULL, warehouse_id TEXT, items TEXT NOT NULL,
                    total_weight_grams INTEGER NOT NULL, shortages TEXT NOT NULL, updated_at INTEGER NOT NULL,
                    \(RowChecksums.column(of: "order_id, state, warehouse_id, items, total_weight_grams, shortages, updated_at"))
                ) STRICT;
                CREATE INDEX reservations_open ON reservations (updated_at) WHERE state = 'reserved';
                """)
    }

    // MARK: Levels

    func levels(of sku: SKU) throws -> [StockLevel] {
        let statement = try db.cachedStatement(sql: "SELECT * FROM checked_stock_levels WHERE sku = ? ORDER BY warehouse_id")
        return try Row.fetchAll(statement, arguments: [sku.rawValue]).map(level)
    }

    func levels(of skus: [SKU]) throws -> [StockLevel] {
        try Set(skus).flatMap(levels)
    }

    /// The levels of the next `limit` SKUs, in every warehouse.
    func levels(after sku: String, limit: Int) throws -> SoundRows<String, StockLevel> {
        try SoundRows(
            db,
            sql: """
                SELECT * FROM marked_stock_levels
                WHERE sku IN (SELECT DISTINCT sku FROM stock_levels WHERE sku > ? ORDER BY sku LIMIT ?)
                ORDER BY sku, warehouse_id
                """, arguments: [sku, limit], key: "sku", level)
    }

    func receive(_ quantity: Quantity, of sku: SKU, at warehouse: WarehouseID, weight: Int) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO stock_levels (sku, warehouse_id, received, on_hand, reserved, packed, shipped, unit_weight_grams)
                VALUES (?1, ?2, ?3, ?3, 0, 0, 0, ?4)
                ON CONFLICT (sku, warehouse_id) DO UPDATE SET received = received + ?3, on_hand = on_hand + ?3, unit_weight_grams = ?4
                """)
        try statement.execute(arguments: [sku.rawValue, warehouse.rawValue, quantity.rawValue, weight])
    }

    private func level(_ row: Row) throws -> StockLevel {
        StockLevel(
            sku: try row.get("sku", as: SKU.init(_:)), warehouseId: try row.get("warehouse_id", as: WarehouseID.init(_:)),
            received: try row.get("received"), onHand: try row.get("on_hand"), reserved: try row.get("reserved"),
            packed: try row.get("packed"), shipped: try row.get("shipped"), unitWeightGrams: try row.get("unit_weight_grams"))
    }

    // MARK: Reservations

    func reservation(of order: OrderID) throws -> Reservation? {
        let statement = try db.cachedStatement(sql: "SELECT * FROM checked_reservations WHERE order_id = ?")
        return try Row.fetchOne(statement, arguments: [order.rawValue]).map(reservation)
    }

    func reservations(state: Reservation.State?, after order: Int, limit: Int) throws -> SoundRows<Int, Reservation> {
        try SoundRows(
            db,
            sql: """
                SELECT * FROM marked_reservations WHERE order_id >= ?1 AND (?2 IS NULL OR state = ?2) ORDER BY order_id LIMIT ?3
                """, arguments: [RowChecksums.firstKey(after: order), state?.rawValue, limit], key: "order_id",
            reservation)
    }

    func save(_ change: StockChange, at now: Date) throws {
        let reservation = change.reservation
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO reservations (order_id, state, warehouse_id, items, total_weight_grams, shortages, updated_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (order_id) DO UPDATE SET state = excluded.state, updated_at = excluded.updated_at
                """)
        try statement.execute(arguments: [
            reservation.orderId.rawValue, reservation.state.rawValue, reservation.warehouseId?.rawValue,
            try json(reservation.items), reservation.totalWeightGrams, try json(reservation.shortages), now.microsecondsSince1970,
        ])
        if let warehouse = reservation.warehouseId, let columns = columns(of: change.movement) {
            try move(reservation.items, at: warehouse, from: columns.from, to: columns.to)
        }
    }

    private func columns(of movement: StockChange.Movement) -> (from: String, to: String)? {
        switch movement {
        case .none: nil
        case .onHandToReserved: ("on_hand", "reserved")
        case .reservedToOnHand: ("reserved", "on_hand")
        case .reservedToPacked: ("reserved", "packed")
        case .packedToShipped: ("packed", "shipped")
        }
    }

    private func move(_ items: [ItemQuantity], at warehouse: WarehouseID, from: String, to: String) throws {
        let statement = try db.cachedStatement(
            sql: "UPDATE stock_levels SET \(from) = \(from) - ?1, \(to) = \(to) + ?1 WHERE sku = ?2 AND warehouse_id = ?3")
        for item in items {
            try statement.execute(arguments: [item.quantity.rawValue, item.sku.rawValue, warehouse.rawValue])
        }
    }

    private func reservation(_ row: Row) throws -> Reservation {
        Reservation(
            orderId: try row.get("order_id", as: OrderID.init(_:)),
            state: try row.get("state", as: Reservation.State.init(rawValue:)),
            items: try read(row.get("items")), warehouseId: try row.getIfPresent("warehouse_id", as: WarehouseID.init(_:)),
            totalWeightGrams: try row.get("total_weight_grams"), shortages: try read(row.get("shortages")))
    }

    private func json(_ value: some Encodable) throws -> String {
        try MessageCoding.text(value)
    }

    private func read<Value: Decodable>(_ text: String) throws -> Value {
        try MessageCoding.decode(Value.self, from: text)
    }
}
