import EventBus
import Instants
import SQLiteEventBus

/// The bus's log, written and read by the plainest possible program. The baseline of every figure of the bus.
struct PlainLog {
    private static let columns = """
        position, time, schema_version, type, mode, source, subject, partition_key, id, correlation_id, causation_id, \
        traceparent, data
        """

    private let database: PlainDatabase
    private let insertion: PlainStatement
    private let begin: PlainStatement
    private let commit: PlainStatement

    /// Opens the log in `directory`, which a bus has made.
    init(directory: String) throws {
        // As much cache as the bus's writer has, and the write-ahead log moved at the same size.
        database = try PlainDatabase(directory + "/bus.db", cacheKilobytes: 16_000)
        try database.execute("PRAGMA wal_autocheckpoint = \(SQLiteEventBus.Options().walCheckpointBytes / 4096)")
        insertion = try database.prepare(
            "INSERT INTO messages (\(Self.columns), checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)")
        begin = try database.prepare("BEGIN IMMEDIATE")
        commit = try database.prepare("COMMIT")
    }

    /// Makes an empty log, as Docket makes it.
    static func create(in directory: String) throws {
        try SQLiteEventBus(directory: directory).close()
    }

    /// The messages as rows, at the positions from 1 on.
    static func rows(_ messages: [Envelope]) -> PlainRows {
        var rows = PlainRows(columns: 13)
        for (index, message) in messages.enumerated() {
            rows.append([
                .integer(Int64(index + 1)), .integer(message.time.microsecondsSince1970), .integer(Int64(message.schemaVersion)),
                .text(message.type), .text(message.mode), .text(message.source), .text(message.subject),
                .text(message.partitionKey), .text(message.id), .text(message.correlationID),
                message.causationID.map(PlainRows.Value.text) ?? .null, .text(message.traceparent),
                .text(String(decoding: message.data, as: UTF8.self)),
            ])
        }
        return rows
    }

    /// Writes these rows in one durable commit.
    func append(_ rows: PlainRows, _ range: Range<Int>) throws {
        try rows.insert(range, by: insertion, begin, commit)
    }

    /// A statement that reads everything after a position, bound as its one parameter.
    func reading() throws -> PlainStatement {
        try database.prepare("SELECT \(Self.columns) FROM messages WHERE position > ? ORDER BY position")
    }
}
