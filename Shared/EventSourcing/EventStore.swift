import DurableSQLite
import Foundation
public import GRDB
import Instants

/// The streams of events that a service keeps in its own database, as its one source of truth.
///
/// The store opens no transaction and no file. Every call is given the caller's `Database` and works inside the caller's
/// transaction, because what is appended must become durable together with the caller's inbox and outbox.
/// The guarantees:
/// - The versions of a stream are 1, 2, 3 and so on. No version is there twice and none is left out.
/// - Of several writers that expect the same version one appends, the others get ``VersionConflict``.
/// - Events are appended and read. They are never changed and never removed.
/// - What is read has the newest shape: old events are upcast on the way.
public struct EventStore: Sendable {
    private let upcasters: Upcasters

    /// - Parameter upcasters: at most one for each type and version.
    public init(upcasters: [Upcaster] = []) {
        self.upcasters = Upcasters(upcasters)
    }

    /// The events of a stream behind `version`, oldest first; empty if there are none.
    ///
    /// - Throws: ``EventStoreError/Code/damagedStream`` if an event is missing between those that are there.
    public func loadStream(_ stream: String, after version: Int = 0, in db: Database) throws -> [StoredEvent] {
        let statement = try db.cachedStatement(
            sql: "SELECT \(Self.columns), checked FROM checked_events WHERE stream = ? AND version > ? ORDER BY version")
        let events = try fetch(statement, arguments: [stream, version])
        for (event, expected) in zip(events, (version + 1)...) where event.version != expected {
            throw EventStoreError(.damagedStream, "\(stream) has no version \(expected), but a version \(event.version)")
        }
        return events
    }

    /// Appends the events to the stream, in their order, and returns the version of the last one.
    ///
    /// - Throws: ``VersionConflict`` if the stream is not where the writer expects it; ``EventStoreError/Code/invalidData``.
    ///   Some of the events may then have been inserted: roll back to where the transaction or the savepoint began.
    @discardableResult
    public func append(
        _ events: [NewEvent], to stream: String, expecting expected: ExpectedVersion, in db: Database
    ) throws -> Int {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO events (stream, version, type, schema_version, time, correlation_id, causation_id, data)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """)
        var version = expected.version
        for event in events {
            version += 1
            let json = try Self.json(event, for: stream)
            do {
                try statement.execute(arguments: [
                    stream, version, event.type, event.schemaVersion, event.time.microseconds,
                    event.correlationID, event.causationID, json,
                ])
            } catch let error as DatabaseError where Self.isConflict(error) {
                throw VersionConflict(stream: stream, expected: expected.version, actual: try lastVersion(of: stream, in: db))
            }
        }
        return version
    }

    /// An event at the place in its stream where it is to be restored.
    public typealias PlacedEvent = (stream: String, version: Int, event: NewEvent)

    /// Writes the events of a store that is made again, in the order in which they happened: very many of them, of many streams.
    ///
    /// - Parameter next: The next of them; `nil` at the end.
    /// - Throws: ``EventStoreError/Code/damagedStream`` if a version of a stream is missing; `DatabaseError` if one is there twice.
    public func restore(in db: Database, next: () throws -> [PlacedEvent]?) throws {
        // Looked up for each row, the rule would cost more than the row.
        try db.execute(sql: "DROP TRIGGER events_contiguous")
        let columns = "stream, version, type, schema_version, time, correlation_id, causation_id, data"
        try RowInserter.insert(into: "events (\(columns))", columns: 8, db) { rows in
            while let events = try next() {
                for (stream, version, event) in events {
                    try rows.add(
                        .text(stream), .integer(version), .text(event.type), .integer(event.schemaVersion),
                        .integer(event.time.microseconds), .text(event.correlationID), .optional(event.causationID),
                        .text(try Self.json(event, for: stream)))
                }
            }
        }
        let torn = "SELECT stream FROM events GROUP BY stream HAVING max(version) <> count(*) LIMIT 1"
        if let stream = try String.fetchOne(db, sql: torn) {
            throw EventStoreError(.damagedStream, "\(stream) would lack an event between those that it has")
        }
        try db.execute(sql: Self.contiguous)
    }

    private static func json(_ event: NewEvent, for stream: String) throws -> String {
        guard let json = String(data: event.data, encoding: .utf8) else {
            throw EventStoreError(.invalidData, "the data of \(event.type) for \(stream) is no UTF-8 text")
        }
        return json
    }

    /// Events of all streams behind `position`, in commit order, at most `limit` of them.
    public func readAll(after position: Int64, limit: Int, in db: Database) throws -> [StoredEvent] {
        let statement = try db.cachedStatement(
            sql: "SELECT \(Self.columns), checked FROM checked_events WHERE position > ? ORDER BY position LIMIT ?")
        return try fetch(statement, arguments: [position, limit])
    }
}

extension EventStore {
    private static let columns =
        "position, stream, version, type, schema_version, time, correlation_id, causation_id, data"

    /// The table's own rules decide, not a look before the insert: the version is taken, or its predecessor is missing.
    private static func isConflict(_ error: DatabaseError) -> Bool {
        error.extendedResultCode == .SQLITE_CONSTRAINT_UNIQUE || error.extendedResultCode == .SQLITE_CONSTRAINT_TRIGGER
    }

    private func lastVersion(of stream: String, in db: Database) throws -> Int {
        try Int.fetchOne(db.cachedStatement(sql: "SELECT max(version) FROM events WHERE stream = ?"), arguments: [stream]) ?? 0
    }

    /// Reads rows of ``columns``, each upcast to its newest shape.
    private func fetch(_ statement: Statement, arguments: StatementArguments) throws -> [StoredEvent] {
        var events: [StoredEvent] = []
        let rows = try Row.fetchCursor(statement, arguments: arguments)
        while let row = try rows.next() {
            var event = NewEvent(
                type: try row.decode(atIndex: 3), schemaVersion: try row.decode(atIndex: 4),
                time: Date(microseconds: try row.decode(atIndex: 5)),
                correlationID: try row.decode(atIndex: 6), causationID: try row.decode(atIndex: 7),
                data: try row.decode(atIndex: 8))
            try upcasters.upcast(&event)
            events.append(
                StoredEvent(
                    position: try row.decode(atIndex: 0), stream: try row.decode(atIndex: 1), version: try row.decode(atIndex: 2),
                    event: event))
        }
        return events
    }
}

// By way of 2001, from where a `Date` counts: half a microsecond then goes the same way here as in the bus and the tables around it.
private let referenceDateSince1970: Int64 = 978_307_200_000_000

extension Date {
    init(microseconds: Int64) {
        let sinceReference = microseconds.subtractingSaturating(referenceDateSince1970)
        self.init(timeIntervalSinceReferenceDate: Double(sinceReference) / 1_000_000)
    }

    var microseconds: Int64 { Int64((timeIntervalSinceReferenceDate * 1_000_000).rounded()) + referenceDateSince1970 }
}
