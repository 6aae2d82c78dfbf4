import CompactJSON
import Contracts
import DurableSQLite
import EventBus
import Foundation
import GRDB
import Instants
import Messaging
import ShippingDomain

/// What Shipping's decisions read and write: the tables, or memory while `shipping.db` is made again from the log.
protocol ShippingState {
    /// All carriers, the preferred one first.
    func carriers() throws -> [Carrier]
    /// False if there is no such carrier.
    func setEnabled(_ enabled: Bool, for id: CarrierID) throws -> Bool
    func shipment(of order: OrderID) throws -> Shipment?
    func save(_ shipment: Shipment, at now: Date) throws
}

/// The tables of `shipping.db`: carriers and shipments, and how they are read and written.
struct ShippingTables: ShippingState {
    let db: Database

    init(_ db: Database) { self.db = db }

    static func create(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE carriers (
                    rank INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, enabled INTEGER NOT NULL,
                    max_weight_grams INTEGER NOT NULL, unserved_areas TEXT NOT NULL,
                    \(RowChecksums.column(of: "rank, id, name, enabled, max_weight_grams, unserved_areas"))
                ) STRICT;
                CREATE TABLE shipments (
                    order_id INTEGER PRIMARY KEY, state TEXT NOT NULL, ship_to TEXT, total_weight_grams INTEGER, carrier_id TEXT,
                    tracking_number TEXT UNIQUE, failure TEXT, updated_at INTEGER NOT NULL,
                    \(RowChecksums.column(of: "order_id, state, ship_to, total_weight_grams, carrier_id, tracking_number, failure, updated_at"))
                ) STRICT;
                """)
        for carrier in Carrier.initial { try add(carrier, in: db) }
    }

    // MARK: Carriers

    func carriers() throws -> [Carrier] {
        let statement = try db.cachedStatement(sql: "SELECT * FROM checked_carriers ORDER BY rank")
        return try Row.fetchAll(statement).map { row in
            let areas: String = try row.get("unserved_areas")
            return Carrier(
                id: try row.get("id", as: CarrierID.init(_:)), name: try row.get("name"), enabled: try row.get("enabled"),
                maxWeightGrams: try row.get("max_weight_grams"),
                unservedAreas: areas.split(separator: ",").map(String.init))
        }
    }

    func setEnabled(_ enabled: Bool, for id: CarrierID) throws -> Bool {
        try db.cachedStatement(sql: "UPDATE carriers SET enabled = ? WHERE id = ?").execute(arguments: [enabled, id.rawValue])
        return db.changesCount == 1
    }

    private static func add(_ carrier: Carrier, in db: Database) throws {
        try db.execute(
            sql: "INSERT INTO carriers (id, name, enabled, max_weight_grams, unserved_areas) VALUES (?, ?, ?, ?, ?)",
            arguments: [
                carrier.id.rawValue, carrier.name, carrier.enabled, carrier.maxWeightGrams,
                carrier.unservedAreas.joined(separator: ","),
            ])
    }

    // MARK: Shipments

    func shipment(of order: OrderID) throws -> Shipment? {
        let statement = try db.cachedStatement(sql: "SELECT * FROM checked_shipments WHERE order_id = ?")
        return try Row.fetchOne(statement, arguments: [order.rawValue]).map(shipment)
    }

    func shipments(state: Shipment.State?, after order: Int, limit: Int) throws -> SoundRows<Int, Shipment> {
        try SoundRows(
            db,
            sql: """
                SELECT * FROM marked_shipments WHERE order_id >= ?1 AND (?2 IS NULL OR state = ?2) ORDER BY order_id LIMIT ?3
                """, arguments: [RowChecksums.firstKey(after: order), state?.rawValue, limit], key: "order_id", shipment)
    }

    func save(_ shipment: Shipment, at now: Date) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO shipments
                    (order_id, state, ship_to, total_weight_grams, carrier_id, tracking_number, failure, updated_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (order_id) DO UPDATE SET state = excluded.state, ship_to = excluded.ship_to,
                    total_weight_grams = excluded.total_weight_grams, carrier_id = excluded.carrier_id,
                    tracking_number = excluded.tracking_number, failure = excluded.failure, updated_at = excluded.updated_at
                """)
        let shipTo = try shipment.shipTo.map { try MessageCoding.text($0) }
        try statement.execute(arguments: [
            shipment.orderId.rawValue, shipment.state.rawValue, shipTo, shipment.totalWeightGrams, shipment.carrierId?.rawValue,
            shipment.trackingNumber?.rawValue, shipment.failure?.rawValue, now.microsecondsSince1970,
        ])
    }

    private func shipment(_ row: Row) throws -> Shipment {
        let shipTo: String? = try row.get("ship_to")
        return Shipment(
            orderId: try row.get("order_id", as: OrderID.init(_:)),
            state: try row.get("state", as: Shipment.State.init(rawValue:)),
            shipTo: try shipTo.map { try MessageCoding.decode(Address.self, from: $0) },
            totalWeightGrams: try row.get("total_weight_grams"),
            carrierId: try row.getIfPresent("carrier_id", as: CarrierID.init(_:)),
            trackingNumber: try row.getIfPresent("tracking_number", as: TrackingNumber.init(_:)),
            failure: try row.getIfPresent("failure", as: BookingFailure.init(rawValue:)))
    }
}
