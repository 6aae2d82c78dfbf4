import Contracts
import DocketCommandLine
import DocketInstallation
import DurableSQLite
import EventBus
import Foundation
import GRDB
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
    var orders: [String: [String: Int]] = [:]
    var services: [Service] = []

    /// - Throws: `BusError`, `DatabaseError`.
    init(_ installation: Installation) throws {
        let bus = try SQLiteEventBus.openReadOnly(directory: installation.path)
        defer { bus.close() }
        let statistics = try bus.statistics()
        (position, messages) = (statistics.last, Int64(statistics.messages))
        for service in ServiceName.allCases {
            try Self.read(installation.database(of: service)) { db in
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

    private static func read(_ file: URL, _ body: (Database) throws -> Void) throws {
        var configuration = Configuration.withRowChecksums()
        configuration.readonly = true
        let queue = try DatabaseQueue(path: file.path(percentEncoded: false), configuration: configuration)
        defer { try? queue.close() }  // Read only: nothing can be lost.
        try queue.read(body)
    }

    var lines: [String] {
        let terminal = Terminal.standardOutput
        let states = OrderState.allCases.map(\.rawValue)
        let heading =
            "service".padded(to: 15) + ["behind", "timeouts", "unpublished", "waiting"].map { $0.leftPadded(to: 12) }.joined()
        let table = services.map { service in
            let figures = [service.lag.grouped, service.timeouts.grouped, service.unpublished.grouped, service.waiting.grouped]
            return service.service.padded(to: 15) + figures.map { $0.leftPadded(to: 12) }.joined()
        }
        let counts = orders.keys.sorted().map { mode in
            mode.padded(to: 15) + states.map { (orders[mode]?[$0] ?? 0).grouped.leftPadded(to: 12) }.joined()
        }
        return ["at position \(position.grouped), \(messages.grouped) messages", "", terminal.paint(heading, .bold)] + table
            + ["", terminal.paint("mode".padded(to: 15) + states.map { $0.leftPadded(to: 12) }.joined(), .bold)] + counts
    }
}
