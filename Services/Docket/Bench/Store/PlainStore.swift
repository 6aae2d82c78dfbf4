import DocketCommandLine
import EventBus
import EventSourcing
import Foundation
import GRDB
import Instants

/// The event store's table, written by the plainest possible program: the baseline of appending.
struct PlainStore {
    private let insertion: PlainStatement
    private let begin: PlainStatement
    private let commit: PlainStatement

    /// Makes an empty store as Docket makes it, with its index and its triggers.
    init(_ file: URL) throws {
        try StoreMeasurement.create(file).close()
        let database = try PlainDatabase(file.path(percentEncoded: false))
        insertion = try database.prepare(
            """
            INSERT INTO events (stream, version, type, schema_version, time, correlation_id, causation_id, data)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """)
        begin = try database.prepare("BEGIN IMMEDIATE")
        commit = try database.prepare("COMMIT")
    }

    /// Writes these rows in one durable commit.
    func append(_ rows: PlainRows, _ range: Range<Int>) throws {
        try rows.insert(range, by: insertion, begin, commit)
    }

    /// The events as rows, and which of them each commit takes.
    static func rows(_ commits: some Sequence<[BenchEvent]>) -> (rows: PlainRows, ranges: [Range<Int>]) {
        var rows = PlainRows(columns: 8)
        let ranges = commits.map { events in
            let start = rows.count
            for event in events { rows.append(row(event)) }
            return start..<rows.count
        }
        return (rows, ranges)
    }

    private static func row(_ event: BenchEvent) -> [PlainRows.Value] {
        [
            .text(event.stream), .integer(Int64(event.version)), .text(event.event.type),
            .integer(Int64(event.event.schemaVersion)), .integer(event.event.time.microsecondsSince1970),
            .text(event.event.correlationID), event.event.causationID.map(PlainRows.Value.text) ?? .null,
            .text(String(decoding: event.event.data, as: UTF8.self)),
        ]
    }
}

/// Reads the streams of a store that is there, and makes nothing of the rows.
struct PlainStreams {
    private let database: PlainDatabase
    private let reading: PlainStatement

    init(_ file: URL) throws {
        database = try PlainDatabase(file.path(percentEncoded: false))
        reading = try database.prepare(
            """
            SELECT version, type, schema_version, time, correlation_id, causation_id, data FROM events
            WHERE stream = ? ORDER BY version
            """)
    }

    func read(_ stream: String) throws {
        reading.bind([.text(stream)])
        guard try reading.scan() > 0 else { throw ToolFailure(.failed, "the stream \(stream) is not there") }
    }
}
