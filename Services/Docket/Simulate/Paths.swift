import DeterministicSimulation
import EventBus
import GRDB
import Messaging

/// Which paths a story took. Counted so that a campaign can say what it has tried, and what never happened.
enum Paths {
    static func taken(
        in world: SimulatedWorld, _ swarm: Swarm, _ customers: Customers, _ inspector: Inspector
    ) throws -> [String: Int] {
        var paths: [String: Int] = [:]
        for kind in swarm.kinds { paths["fault: \(kind.rawValue)"] = 1 }
        for service in world.services { count(service, in: world, &paths) }
        paths["a dead letter is tried again"] = world.retried.count
        count(customers, &paths)
        for row in try inspector.rows(ends) {
            let reason: String? = row[2]
            paths["end: \(row[1] as String), \(row[0] as String)\(reason.map { ", \($0)" } ?? "")", default: 0] += row[3] as Int
        }
        for (sql, prefix) in [(audit, "orchestrator: "), (undone, "compensation: ")] {
            for row in try inspector.rows(sql) { paths[prefix + (row[0] as String), default: 0] += row[1] as Int }
        }
        return paths.filter { $0.value > 0 }
    }

    private static func count(_ service: SimulatedService, in world: SimulatedWorld, _ paths: inout [String: Int]) {
        let words = [
            "duplicate": "duplicate", "waiting": "waits behind a failing message", "failed": "a handling fails",
            "dead_lettered": "dead letter",
        ]
        for (key, count) in service.counts.all {
            if let word = words[key.outcome] { paths["\(word): \(service.name)", default: 0] += count }
            if key.type == "timeout", key.outcome == "advanced" { paths["timeout fires: \(service.name)", default: 0] += count }
        }
        for (boundary, count) in world.crashes[service.name] ?? [:] {
            paths["crash \(boundary.rawValue): \(service.name)"] = count
        }
        paths["cannot write: \(service.name)"] = world.stalls[service.name]
        paths["delivered again much later: \(service.name)"] = service.bus.counts.redelivered
        paths["reordered: \(service.name)"] = service.bus.counts.reordered
    }

    private static func count(_ customers: Customers, _ paths: inout [String: Int]) {
        paths["customer: asks again"] = customers.promises.reduce(0) { $0 + $1.repeats }
        paths["customer: too late to cancel"] = customers.promises.count { $0.isCancelled == false }
        paths["customer: cancels in time"] = customers.promises.count { $0.isCancelled == true }
    }

    private static let ends = """
        SELECT mode, state, cancellation_reason, count(*) FROM orders.order_list WHERE state IN ('completed', 'cancelled')
        GROUP BY mode, state, cancellation_reason
        """

    private static let audit = """
        SELECT 'no answer while ' || phase_before, count(*) FROM dispatch.audit WHERE cause = 'timeout fired' GROUP BY phase_before
        UNION ALL SELECT 'late ' || cause || ' is undone', count(*) FROM dispatch.audit
        WHERE cause IN ('StockReserved', 'ShipmentBooked') AND asked IN ('ReleaseStock', 'CancelShipment')
            AND phase_before IN ('compensating', 'cancelled') AND asked IS NOT NULL GROUP BY cause
        UNION ALL SELECT 'hears of a cancellation before the payment', count(*) FROM dispatch.audit
        WHERE cause = 'OrderCancelled' AND phase_before IS NULL
        UNION ALL SELECT 'hears of the payment too late', count(*) FROM dispatch.audit
        WHERE cause = 'OrderPaid' AND phase_before = 'cancelled'
        UNION ALL SELECT 'needs attention', count(*) FROM dispatch.audit WHERE note LIKE 'needs attention%'
        UNION ALL SELECT 'ready wins over a cancellation', count(*) FROM dispatch.audit
        WHERE cause = 'OrderReady' AND phase_before = 'compensating'
        """

    private static let undone = """
        SELECT 'units go back (' || m.mode || ')', count(*) FROM messages AS m JOIN stock.reservations AS r
            ON m.subject = 'Order-' || r.order_id WHERE m.type = 'StockReleased' AND r.warehouse_id IS NOT NULL GROUP BY m.mode
        UNION ALL SELECT 'a booking is given up (' || m.mode || ')', count(*) FROM messages AS m JOIN shipping.shipments AS s
            ON m.subject = 'Order-' || s.order_id WHERE m.type = 'ShipmentCancelled' AND s.carrier_id IS NOT NULL GROUP BY m.mode
        UNION ALL SELECT 'money goes back (' || mode || ')', count(*) FROM messages
        WHERE type = 'OrderRefunded' AND source = '/orders' GROUP BY mode
        """
}
