import DocketClient
import DocketCommandLine
import DocketInstallation
import DurableSQLite
import EventBus
import GRDB
import Messaging
import SQLiteEventBus

/// The whole system as it was: orders by state, and what each service still had to do.
struct PastStatus: Encodable {
    struct Service: Encodable {
        var service: String
        /// Positions at the end of the log that it had not handled.
        var lag: Int64
        var timeouts: Int
        /// Decided, and not on the log yet.
        var unpublished: Int
        /// Messages that it takes and had not handled, or has to try again.
        var waiting: Int
    }

    var position: Int64
    var messages: Int64
    var orders: OrderCounts = [:]
    var services: [Service] = []

    /// - Throws: `BusError`, `DatabaseError`.
    init(_ installation: Installation) throws {
        let bus = try SQLiteEventBus.openReadOnly(directory: installation.path)
        defer { bus.close() }
        let statistics = try bus.statistics()
        (position, messages) = (statistics.last, Int64(statistics.messages))
        for service in ServiceName.allCases {
            try ServiceDatabase.openReadOnly(installation.database(of: service)).read { db in
                func count(_ table: String) throws -> Int { try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") ?? 0 }
                let handled = try Int64.fetchOne(db, sql: "SELECT max(position) FROM checkpoint") ?? 0
                services.append(
                    Service(
                        service: service.rawValue, lag: max(0, position - handled), timeouts: try count("timers"),
                        unpublished: try count("outbox"), waiting: try count("retry_queue")))
                guard try db.viewExists("order_list") else { return }
                for row in try Row.fetchAll(db, sql: "SELECT mode, state, count(*) FROM order_list GROUP BY mode, state") {
                    orders[try row.decode(String.self, atIndex: 0), default: [:]][try row.decode(String.self, atIndex: 1)] =
                        try row.decode(Int.self, atIndex: 2)
                }
            }
        }
    }

    var lines: [String] {
        let terminal = Terminal.standardOutput
        let heading =
            "service".padded(to: 15) + ["behind", "timeouts", "unpublished", "waiting"].map { $0.leftPadded(to: 12) }.joined()
        let table = services.map { service in
            let figures = [service.lag.grouped, service.timeouts.grouped, service.unpublished.grouped, service.waiting.grouped]
            return service.service.padded(to: 15) + figures.map { $0.leftPadded(to: 12) }.joined()
        }
        let place = "at position \(position.grouped), \(messages.grouped) messages"
        return [place, "", terminal.paint(heading, .bold)] + table + [""] + StatusTable.lines(of: orders, terminal)
    }
}
