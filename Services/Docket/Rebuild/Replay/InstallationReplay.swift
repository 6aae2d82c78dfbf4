import DocketCommandLine
import DocketInstallation
import DurableSQLite
import EventBus
import Foundation
import GRDB
import Instants
import Messaging
import OrdersService
import ServiceKit
import SQLiteEventBus

/// Writes an installation as it was when its log had come to a position, into a directory of its own. What it is made from is not touched.
struct InstallationReplay {
    struct Report: Encodable {
        var messages = 0
        /// The last position of the log that was copied, where it came from.
        var upTo: Position = 0
        /// `nil` if only messages were copied.
        var events: Int?
        var services: [RebuildReport] = []
    }

    let source: Installation
    let target: Installation
    var from: Position = 1
    /// `nil` to the end.
    var to: Position?

    private static let batch = 1_000

    func run(progress: (String) -> Void = { _ in }) throws -> Report {
        _ = try DataDirectory(creating: target.path)
        progress("messages")
        var report = try copyMessages()
        // What came before a slice is needed to make the services: there are only messages then.
        guard from <= 1 else { return report }
        progress("orders")
        report.events = try writeOrders(upTo: report.upTo)
        for service in ServiceName.allCases where service != .orders {
            progress(service.rawValue)
            let rebuild = ServiceRebuild(installation: source, service: service, end: report.upTo)
            report.services.append(try rebuild.write(target.database(of: service).path(percentEncoded: false)))
        }
        try target.bindToLog()
        return report
    }

    private func copyMessages() throws -> Report {
        let old = try SQLiteEventBus.openReadOnly(directory: source.path)
        defer { old.close() }
        let statistics = try old.statistics()
        guard statistics.messages == 0 || statistics.first <= from else {
            throw ToolFailure(
                .failed,
                "the log begins at position \(statistics.first), it was compacted: say --from \(statistics.first) or later")
        }
        let end = min(to ?? statistics.last, statistics.last)
        let new = try SQLiteEventBus(directory: target.path)
        defer { new.close() }
        var report = Report(upTo: end)
        var position = from - 1
        while position < end {
            let page = try old.read(after: position, matching: nil, limit: Self.batch)
            let messages = page.messages.filter { $0.position <= end }.map(\.envelope)
            if !messages.isEmpty { try new.append(messages) }
            report.messages += messages.count
            position = page.upTo
            if page.isEnd { break }
        }
        return report
    }

    private func writeOrders(upTo position: Position) throws -> Int {
        let configuration = ServiceConfiguration(service: ServiceName.orders.rawValue, dataDirectory: target.path)
        let queue = try DatabaseQueue(
            path: target.database(of: .orders).path(percentEncoded: false), configuration: .withRowChecksums())
        try buildOrders(configuration).migrate(queue)
        let past = OrdersPast(
            orders: source.database(of: .orders).path(percentEncoded: false), bus: source.bus.path(percentEncoded: false),
            position: position)
        let events = try past.write(into: queue)
        try queue.close()
        return events
    }
}

extension Installation {
    /// The last position of the log before anything that happened after this time; 0 if nothing had happened.
    func position(asOf time: Date) throws -> Position {
        let queue = try ServiceDatabase.openReadOnly(bus)
        defer { try? queue.close() }  // Read only: nothing can be lost.
        return try queue.read { db in
            try Int64.fetchOne(
                db,
                sql: """
                    SELECT ifnull((SELECT min(position) - 1 FROM messages WHERE time > ?), (SELECT ifnull(max(position), 0) FROM messages))
                    """, arguments: [time.microsecondsSince1970 + 499]) ?? 0
        }
    }
}
