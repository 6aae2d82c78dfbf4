import Contracts
import DocketCommandLine
import DocketInstallation
import DocketLoad
import DurableSQLite
import EventBus
import Foundation
import GRDB
import Messaging
import SQLiteEventBus

/// Makes the log of an installation a long one, without playing a hundred thousand orders over HTTP for minutes.
///
/// What it appends is real in form: the messages of orders that the services have carried through, all of them, in their order,
/// with other ids, correlation ids and order numbers. They go into the log by the bus itself. The services are stopped meanwhile,
/// and their checkpoints, and what they know to have published, are set past the copies: to a service this is a log that it has worked through long ago. What the copies
/// do not bring with them is the services' own rows about these orders; how speed depends on those is `flow.growth.ratio`.
struct LogHistory {
    let installation: Installation

    /// Numbers of the copied orders begin far above those in use.
    private static let firstOrder = 1_000_000_000

    init(_ installation: Installation) {
        self.installation = installation
    }

    /// Appends copies until the log has so many messages. Returns the position of the last one.
    func fill(upTo count: Int, stop: StopFlag) throws -> Position {
        let bus = try SQLiteEventBus(directory: installation.path)
        defer { bus.close() }
        let templates = try OrderTimeline.all(on: bus)
        guard !templates.isEmpty else { throw ToolFailure(.failed, "there is no completed order to copy") }
        var last = try bus.statistics().last
        var order = Self.firstOrder
        while last < Position(count), !stop.isSet {
            var batch: [Envelope] = []
            while batch.count < min(5000, count - Int(last)) {
                batch += templates[order % templates.count].copy(for: order)
                order += 1
            }
            last = try bus.append(batch).last ?? last
        }
        try pass(last, on: bus)
        return last
    }

    /// Removes everything up to here from the log, as `docket compact` does.
    func remove(upTo position: Position) throws {
        let bus = try SQLiteEventBus(directory: installation.path)
        defer { bus.close() }
        let reached = try bus.compact(upTo: position)
        guard reached == position else {
            throw ToolFailure(.failed, "the log could be compacted up to \(reached) only, not \(position)")
        }
    }

    /// Sets the checkpoint of each service, which must be stopped: the one place where anybody but a service writes to its file.
    private func pass(_ position: Position, on bus: SQLiteEventBus) throws {
        for service in ServiceName.allCases {
            let database = try DatabaseQueue(
                path: installation.database(of: service).path(percentEncoded: false), configuration: .withRowChecksums())
            let changed = try database.write { db in
                try db.execute(
                    sql: "UPDATE checkpoint SET position = ? WHERE consumer = ?", arguments: [position, service.rawValue])
                let changed = db.changesCount
                let published = try bus.lastPublished(by: "/\(service.rawValue)")
                try LogBinding(log: bus.identity(), published: published).save(in: db)
                return changed
            }
            try database.close()
            guard changed == 1 else { throw ToolFailure(.failed, "\(service) has no checkpoint") }
            try bus.acknowledge(position, by: service.rawValue)
        }
    }
}
