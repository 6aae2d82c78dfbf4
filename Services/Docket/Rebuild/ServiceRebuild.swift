import Contracts
import Decisions
import DocketCommandLine
import DocketInstallation
import DurableSQLite
import EventBus
import Foundation
import FulfilmentSupport
import GRDB
import Messaging
import OrdersService
import ServiceKit
import SQLiteEventBus

/// Makes the database of a service again from the bus, in a file of its own.
///
/// The file is made without waiting for the disk and only then made durable: a rebuild that is interrupted leaves nothing that anyone
/// would take for a database.
struct ServiceRebuild {
    /// The log, and Orders' database for what notifications leave out.
    let installation: Installation
    let service: ServiceName
    /// Reads the log up to here; `nil` to its end. A look at the past: what was not answered by then is not tried again.
    var end: Position?
    /// As the service is started with: decides when the timeouts that are still to come fire.
    var timeouts = TimeoutPolicy()

    /// - Parameters:
    ///   - file: Where there is no file yet.
    ///   - progress: Called now and then with the position that was reached.
    /// - Throws: ``ToolFailure``: the log does not begin at its beginning.
    func write(_ file: String, progress: (Position) -> Void = { _ in }) throws -> RebuildReport {
        let bus = try SQLiteEventBus.openReadOnly(directory: installation.path)
        defer { bus.close() }
        let statistics = try bus.statistics()
        guard statistics.messages == 0 || statistics.first <= 1 else {
            throw ToolFailure(
                .failed,
                "the log begins at position \(statistics.first), it was compacted: what came before is needed to make \(service) again"
            )
        }
        let blueprint = try blueprint()
        guard let handler = blueprint.handler as? any RebuildableHandler else {
            throw ToolFailure(.usage, "\(service) cannot be made again from the bus")
        }
        let database = try DatabaseQueue(path: file, configuration: Self.configuration)
        try blueprint.migrate(database)
        let sources = try Sources(installation, service)
        let report = try database.write { db in
            let rebuilder = Rebuilder(handler, into: db, sources: sources.sources)
            try read(bus, by: handler, into: rebuilder, upTo: end ?? statistics.last, progress: progress)
            let acknowledged = statistics.consumers.first { $0.name == handler.service }?.position ?? 0
            try rebuilder.finish(
                acknowledged: min(acknowledged, end ?? .max), end: end ?? statistics.last, log: bus.identity(),
                isPast: end != nil)
            return rebuilder.report
        }
        try database.close()
        return report
    }

    private func read(
        _ bus: SQLiteEventBus, by handler: any RebuildableHandler, into rebuilder: Rebuilder, upTo end: Position,
        progress: (Position) -> Void
    ) throws {
        let (filter, types) = (Rebuilder.filter(of: handler), Rebuilder.types(of: handler))
        try ReadAhead<LoggedPage>.run { last, ready in
            guard last?.isEnd != true, (last?.upTo ?? 0) < end else { return nil }
            return LoggedPage(
                try bus.read(after: last?.upTo ?? 0, matching: filter, limit: 1_000), types: types, decodes: ready > 1)
        } body: { pages in
            while let page = try pages.next() {
                for message in page.messages where message.position <= end { try rebuilder.take(message) }
                progress(min(page.upTo, end))
            }
        }
    }

    /// A page of the log with its messages read.
    private struct LoggedPage {
        var messages: [LoggedMessage]
        var upTo: Position
        var isEnd: Bool

        /// - Parameter decodes: True if there is time for it: then the consumer of the page has less to do.
        init(_ page: Page, types: MessageTypes, decodes: Bool) {
            messages = page.messages.map { LoggedMessage($0, types: types, decodes: decodes) }
            upTo = page.upTo
            isEnd = page.isEnd
        }
    }

    private func blueprint() throws -> ServiceBlueprint {
        let configuration = ServiceConfiguration(
            service: service.rawValue, dataDirectory: installation.path, timeouts: timeouts)
        return service.descriptor.build(configuration)
    }

    private static var configuration: Configuration {
        var configuration = Configuration.withRowChecksums()
        configuration.label = "docket.rebuild"
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536")
        }
        return configuration
    }
}

/// What a rebuild looks up beside the log: the bus by id, and Orders for what a notification leaves out.
private struct Sources {
    private let bus: DatabaseQueue
    private let orders: DatabaseQueue?

    init(_ installation: Installation, _ service: ServiceName) throws {
        bus = try ServiceDatabase.openReadOnly(installation.bus)
        let file = installation.database(of: .orders)
        // Orders never asks for details.
        orders =
            service != .orders && FileManager.default.fileExists(atPath: file.path) ? try ServiceDatabase.openReadOnly(file) : nil
    }

    var sources: Rebuilder.Sources {
        Rebuilder.Sources(
            place: { id in
                try bus.read { db in
                    try Int64.fetchOne(db.cachedStatement(sql: "SELECT position FROM messages WHERE id = ?"), arguments: [id])
                }
            },
            details: { notice in
                guard let notification = notice as? OrderPaidNotification else { return notice }
                guard let orders else {
                    throw ToolFailure(
                        .failed, "orders.db is needed too: the log has notifications that leave the details to Orders")
                }
                return try orders.read { db in
                    try PaymentDetails.of(notification.orderId, version: notification.version, in: db)
                }
            })
    }
}
