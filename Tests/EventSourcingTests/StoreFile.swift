import DurableSQLite
import EventSourcing
import Foundation
import GRDB

/// A database file in a directory of its own, removed with the last reference to it.
final class StoreFile {
    let directory: URL
    var path: String { directory.appending(path: "orders.db").path }

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "event-store-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try open().database.write { db in try EventStore.createTables(db) }
    }

    deinit {
        // A leftover in the temporary directory harms no test.
        try? FileManager.default.removeItem(at: directory)
    }

    func open(_ store: EventStore = EventStore()) throws -> Connection {
        Connection(database: try DatabaseQueue(path: path, configuration: .withRowChecksums()), store: store)
    }
}

/// A connection to the file, and the store used over it. Each call is a transaction of its own; two connections are to
/// each other as two processes would be.
struct Connection {
    let database: DatabaseQueue
    let store: EventStore

    @discardableResult
    func append(_ events: [NewEvent], to stream: String, expecting expected: ExpectedVersion) throws -> Int {
        try database.write { db in try store.append(events, to: stream, expecting: expected, in: db) }
    }

    func load(_ stream: String, after version: Int = 0) throws -> [StoredEvent] {
        try database.read { db in try store.loadStream(stream, after: version, in: db) }
    }

    func readAll(after position: Int64 = 0, limit: Int = 1_000) throws -> [StoredEvent] {
        try database.read { db in try store.readAll(after: position, limit: limit, in: db) }
    }

    func execute(_ sql: String) throws {
        try database.write { db in try db.execute(sql: sql) }
    }
}

extension NewEvent {
    /// An event whose time and correlation say which one it is.
    static func made(_ type: String = "Counted", _ json: String = "{}", number: Int = 1, schemaVersion: Int = 1) -> NewEvent {
        NewEvent(
            type: type, schemaVersion: schemaVersion, time: Date(timeIntervalSince1970: 1_795_000_000.123456 + Double(number)),
            correlationID: "correlation-\(number)", causationID: number.isMultiple(of: 2) ? "cause-\(number)" : nil,
            data: Data(json.utf8))
    }
}
