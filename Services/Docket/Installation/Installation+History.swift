import DurableSQLite
package import EventBus
import Foundation
import FulfilmentSupport
import GRDB
import Messaging
package import ServiceKit
package import SQLiteEventBus

extension Installation {
    /// Why the files here do not belong together, each with the command that mends it; empty when they do.
    ///
    /// From the files alone: services may run. What cannot be read at all is for others to complain about.
    package func historyProblems() throws -> [HistoryAdvice] {
        let history = DirectoryHistory(
            path: path.hasSuffix("/") ? String(path.dropLast()) : path, commands: Product.docket.recovery)
        do {
            try history.checkLogIsThere()
            guard FileManager.default.fileExists(atPath: bus.path(percentEncoded: false)) else { return [] }
            let log = try openBus()
            defer { log.close() }
            try log.checkIsWhole()
            return try history.mismatches(of: ServiceName.allCases.map(\.rawValue), with: log)
        } catch let error as StartupError {
            return [HistoryAdvice(file: "bus.db", error.message)]
        } catch let error as BusError {
            return [.mismatch, .corrupt].contains(error.code)
                ? [HistoryAdvice(file: "bus.db", Product.docket.recovery.advice(on: error))] : []
        }
    }

    /// Makes the databases here belong to the log here, whatever log they belonged to. For files that were made together, or copied from one
    /// cut: what each service has read and published stays as it is.
    package func bindToLog() throws {
        let log = try openBus()
        defer { log.close() }
        for service in ServiceName.allCases {
            let queue = try DatabaseQueue(
                path: database(of: service).path(percentEncoded: false), configuration: .withRowChecksums())
            try queue.write { db in
                let published = try LogBinding.load(in: db)?.published ?? log.lastPublished(by: "/\(service.rawValue)")
                try LogBinding(log: log.identity(), published: published).save(in: db)
            }
            try queue.close()
        }
    }

    /// How far a service that is down is behind the log: positions from what it has read to the end; 0 if none of them is for it, and
    /// negative if it has read further than the log goes. `nil` if its file cannot be read.
    package func lag(of service: ServiceName) -> Int64? {
        // A file that is missing or damaged has no lag; the other columns say why.
        guard let log = try? openBus() else { return nil }
        defer { log.close() }
        guard let position = try? DirectoryHistory(path: path).history(of: service.rawValue)?.position else { return nil }
        return try? ConsumerLag.of(position, taking: service.descriptor.subscription.filter, in: log)
    }
}

extension Installation {
    /// The installation's bus, to look at only: services keep writing to it meanwhile.
    ///
    /// - Throws: `BusError` if there is none yet, or it is not readable.
    package func openBus() throws(BusError) -> SQLiteEventBus {
        try SQLiteEventBus.openReadOnly(directory: path)
    }

    /// Size, end and lag of each consumer of the bus; `nil` if there is none yet.
    package func busStatistics() throws(BusError) -> BusStatistics? {
        guard FileManager.default.fileExists(atPath: bus.path(percentEncoded: false)) else { return nil }
        let bus = try openBus()
        defer { bus.close() }
        return try bus.statistics()
    }
}
