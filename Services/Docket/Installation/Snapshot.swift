import DurableSQLite
import Foundation
package import GRDB
import Verification

/// The five database files of an installation, open for reading on one connection, each as it was at one moment.
///
/// Works while services run and after a crash: nothing is locked and nothing is written. In SQL the bus has no prefix
/// (`messages`); the others have their service's name (`orders.events`, `stock.inbox`).
///
/// **The order in which the moments are taken** is what keeps a running installation free of false alarms. SQLite has no common
/// moment for several files, so effects are read before their causes: first how far the log reaches (``horizon``), then
/// dispatch, shipping, stock, orders, and the bus last. Then
/// - every message that a service has handled, and every one that it has published to the bus, is on the bus that was read after it;
/// - what is on the bus up to the horizon had been committed by its service before that service was read;
/// - a shipment that is booked, a parcel that is packed, a saga that is done has its order's payment, pivot and end in
///   `orders.db`, which was read after them.
///
/// The other way round nothing is known, except when the bus is drained: if on the bus, read last, nothing waits for a consumer,
/// then no service had anything to do between the first moment and the last, and the five belong together. See ``Backlog``.
package struct Snapshot {
    /// The connection, inside its read transaction.
    package let db: Database
    /// The last position of the log before the first service was read.
    package let horizon: Int64

    /// Opens the files of `dataDirectory`, calls `body` and closes them.
    ///
    /// - Throws: ``UnreadableFile`` if one is missing, no database, damaged or not one of Docket's; and what `body` throws.
    package static func read<Value>(_ dataDirectory: String, _ body: (Snapshot) throws -> Value) throws -> Value {
        let bus = try DataFile.bus.check(in: dataDirectory)
        return try DataFile.bus.naming(bus) {
            let queue = try DatabaseQueue(path: bus, configuration: configuration)
            return try queue.inDatabase { db in
                for file in DataFile.ofServices { try attach(file, in: dataDirectory, to: db) }
                try DataFile.bus.checkTables(db)
                let horizon = try Int64.fetchOne(db, sql: Facts.lastPosition) ?? 0
                try db.beginTransaction(.deferred)
                // A read takes no harm from not being committed; the connection is closed behind it anyway.
                defer { try? db.rollback() }
                for file in DataFile.ofServices + [.bus] {
                    try file.naming(file.path(in: dataDirectory)) { try file.checkTables(db) }
                }
                return try body(Snapshot(db: db, horizon: horizon))
            }
        }
    }

    package init(db: Database, horizon: Int64) {
        self.db = db
        self.horizon = horizon
    }

    private static var configuration: Configuration {
        var configuration = Configuration.withRowChecksums()
        configuration.label = "docket.snapshot"
        // Attached files are opened like the first one: none of them can be written or checkpointed from here.
        configuration.readonly = true
        // A reader waits only while another process recovers a log after a crash.
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { db in
            // Room for the upper levels of every index: looking up a message by its id stays in memory.
            try db.execute(sql: "PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 1073741824")
        }
        return configuration
    }

    private static func attach(_ file: DataFile, in dataDirectory: String, to db: Database) throws {
        let path = try file.check(in: dataDirectory)
        try file.naming(path) {
            try db.execute(sql: "ATTACH DATABASE ? AS \(file.schema)", arguments: [path])
        }
    }
}
