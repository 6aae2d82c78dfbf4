import CompactJSON
import Contracts
import DurableSQLite
import EventBus
import Foundation
import GRDB
import Instants
import Messaging
import ShippingDomain

/// Shipping's state while `shipping.db` is made again from the log.
final class RebuiltShipping: ShippingState, RebuiltState {
    private struct Known {
        var shipment: Shipment
        var updatedAt: Date
    }

    private var shipments = UndoableDictionary<OrderID, Known>()
    /// Whether each is on duty; those that are not named here are as a new installation has them.
    private var enabled = UndoableDictionary<CarrierID, Bool>()

    func carriers() -> [Carrier] {
        guard !enabled.values.isEmpty else { return Carrier.initial }
        return Carrier.initial.map { carrier in
            var carrier = carrier
            carrier.enabled = enabled[carrier.id] ?? carrier.enabled
            return carrier
        }
    }

    func setEnabled(_ isEnabled: Bool, for id: CarrierID) -> Bool {
        guard Carrier.initial.contains(where: { $0.id == id }) else { return false }
        enabled[id] = isEnabled
        return true
    }

    func shipment(of order: OrderID) -> Shipment? { shipments[order]?.shipment }

    func save(_ shipment: Shipment, at now: Date) {
        shipments[shipment.orderId] = Known(shipment: shipment, updatedAt: now)
    }

    // MARK: RebuiltState

    func begin() {
        shipments.begin()
        enabled.begin()
    }

    func undo() {
        shipments.undo()
        enabled.undo()
    }

    /// The carriers are there: the tables are made with them.
    func write(to db: Database) throws {
        let tables = ShippingTables(db)
        for (carrier, isEnabled) in enabled.values { _ = try tables.setEnabled(isEnabled, for: carrier) }
        try RowInserter.insert(
            into: "shipments (order_id, state, ship_to, total_weight_grams, carrier_id, tracking_number, failure, updated_at)",
            columns: 8, db
        ) { rows in
            for known in shipments.values.values.sorted(by: { $0.shipment.orderId < $1.shipment.orderId }) {
                let shipment = known.shipment
                try rows.add(
                    .integer(shipment.orderId.rawValue), .text(shipment.state.rawValue),
                    .optional(try shipment.shipTo.map { try MessageCoding.text($0) }), .optional(shipment.totalWeightGrams),
                    .optional(shipment.carrierId?.rawValue), .optional(shipment.trackingNumber?.rawValue),
                    .optional(shipment.failure?.rawValue), .integer(known.updatedAt.microsecondsSince1970))
            }
        }
    }
}
