import DurableSQLite
import Foundation
import GRDB

/// One generation of a projection, in a file of its own.
///
/// What it has read, how far, and whether it ever came to the end of the store stand in one row that changes in the transaction that changes its
/// tables: killed at any point, it goes on where it was.
final class ProjectionFile: Sendable {
    let generation: Int
    let url: URL
    let pool: DatabasePool
    private let projection: any Projection

    /// Opens it, or makes it.
    ///
    /// - Throws: ``NotUsable`` if what is there is of another version, or damaged.
    init(_ projection: any Projection, generation: Int, at url: URL) throws {
        (self.projection, self.generation, self.url) = (projection, generation, url)
        var configuration = Configuration.withRowChecksums()
        configuration.prepareDatabase { db in
            // It can be made again, so no commit waits for the disk; a file is whole all the same.
            try db.execute(sql: "PRAGMA synchronous = NORMAL")
        }
        do {
            pool = try DatabasePool(path: url.path(percentEncoded: false), configuration: configuration)
            let version = try pool.write { db in
                if try !db.tableExists("projection") { try Self.create(projection, in: db) }
                return try Int.fetchOne(db, sql: "SELECT version FROM projection")
            }
            guard version == projection.version else { throw NotUsable(reason: "it is of version \(version ?? 0)") }
        } catch let error as DatabaseError where Self.isDamage(error) {
            throw NotUsable(reason: "it is damaged: \(error.message ?? "\(error.resultCode)")")
        }
    }

    /// Whatever else stands in the way, a full disk say, may pass.
    private static func isDamage(_ error: DatabaseError) -> Bool {
        [.SQLITE_NOTADB, .SQLITE_CORRUPT, .SQLITE_ERROR].contains(error.resultCode)
    }

    /// The file is of no use to this program, and is made again.
    struct NotUsable: Error {
        var reason: String
    }

    private static func create(_ projection: any Projection, in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE projection (
                    one INTEGER PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL, position INTEGER NOT NULL,
                    stream TEXT, stream_version INTEGER, time INTEGER, -- of the event at that position
                    complete INTEGER NOT NULL                          -- whether it ever came to the end of the store
                ) STRICT;
                INSERT INTO projection VALUES (1, \(projection.version), 0, NULL, NULL, NULL, 0);
                """)
        try projection.createTables(in: db)
        try RowChecksums.guardTables(in: db)
    }

    func position() throws -> Int64 {
        try pool.read { db in try Int64.fetchOne(db.cachedStatement(sql: "SELECT position FROM projection")) ?? 0 }
    }

    func isComplete() throws -> Bool {
        try pool.read { db in try Bool.fetchOne(db, sql: "SELECT complete FROM projection") ?? false }
    }

    /// - Throws: ``NotUsable`` if the store does not have the event that was read last: it comes from a backup, or from another directory.
    func checkBelongs(to store: Database) throws {
        let last = try pool.read { db in
            try Row.fetchOne(db, sql: "SELECT position, stream, stream_version, time FROM projection WHERE position > 0")
        }
        guard let last else { return }
        let event = try Row.fetchOne(
            store, sql: "SELECT position, stream, version, time FROM events WHERE position = ?",
            arguments: [try last.decode(Int64.self, atIndex: 0)])
        guard let event, Array(last.databaseValues) == Array(event.databaseValues) else {
            throw NotUsable(reason: "it has read events that the store does not have")
        }
    }

    /// Carries the next events in, at most `limit`, all in one transaction.
    ///
    /// - Returns: How many there were.
    func advance(_ store: EventStore, in database: any DatabaseReader, limit: Int) throws -> Int {
        let position = try position()
        let (events, head) = try database.read { db in
            (try store.readAll(after: position, limit: limit, in: db), try Projections.head(in: db))
        }
        let isAtEnd = events.last?.position ?? position >= head
        try pool.write { db in
            for event in events { try projection.apply(event, in: db) }
            guard let last = events.last else {
                if isAtEnd { try db.execute(sql: "UPDATE projection SET complete = 1 WHERE NOT complete") }
                return
            }
            try db.cachedStatement(
                sql: "UPDATE projection SET position = ?, stream = ?, stream_version = ?, time = ?, complete = max(complete, ?)"
            ).execute(arguments: [last.position, last.stream, last.version, last.time.microseconds, isAtEnd])
        }
        return events.count
    }

    /// Takes the file out of the directory. Who reads it still, reads on.
    func remove() { Self.remove(url) }

    static func remove(_ url: URL) {
        for end in ["", "-wal", "-shm"] {
            // What cannot be removed is looked for again at the next start.
            try? FileManager.default.removeItem(atPath: url.path(percentEncoded: false) + end)
        }
    }
}
