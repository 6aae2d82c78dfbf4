import DurableSQLite
package import EventBus
import Foundation
package import GRDB
import GRDBSQLite
import Instants

// The two hot loops of the bus, through SQLite's C interface: GRDB's own binding and decoding cost more than SQLite's work
// on a row of this size. Statements, connections and errors stay GRDB's.

/// Writes messages as rows of the log. Also for tools that lay a log out in memory.
package final class MessageRowWriter {
    private static let insert = """
        INSERT INTO messages (position, time, schema_version, type, mode, source, subject, partition_key, id, correlation_id,
            causation_id, traceparent, data, checksum)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING
        """
    private static let dataColumn: Int32 = 13
    private static let checksumColumn: Int32 = 14

    private let statement: Statement
    private let row: OpaquePointer
    private let connection: OpaquePointer?
    /// The text of one row, laid end to end, so that SQLite reads it in place instead of copying column by column.
    private var text: UnsafeMutableRawPointer
    private var capacity = 4096
    private var used = 0
    private var checksum = RowChecksum()

    package init(_ db: Database) throws {
        statement = try db.cachedStatement(sql: Self.insert)
        row = statement.sqliteStatement
        connection = db.sqliteConnection
        text = .allocate(byteCount: capacity, alignment: 1)
    }

    deinit {
        // What is bound points into `text`.
        sqlite3_clear_bindings(row)
        text.deallocate()
    }

    /// Inserts the message at `position`; false if its id is already in the log.
    package func insert(_ envelope: Envelope, at position: Position) throws -> Bool {
        makeRoom(for: envelope.size - envelope.data.count)
        checksum = RowChecksum()
        bind(position, at: 1)
        bind(envelope.time.microsecondsSince1970, at: 2)
        bind(Int64(envelope.schemaVersion), at: 3)
        bind(envelope.type, at: 4)
        bind(envelope.mode, at: 5)
        bind(envelope.source, at: 6)
        bind(envelope.subject, at: 7)
        bind(envelope.partitionKey, at: 8)
        bind(envelope.id, at: 9)
        bind(envelope.correlationID, at: 10)
        if let cause = envelope.causationID { bind(cause, at: 11) } else { sqlite3_bind_null(row, 11) }
        bind(envelope.traceparent, at: 12)
        let code = envelope.data.withUnsafeBytes { data in
            checksum.add(data)
            sqlite3_bind_int64(row, Self.checksumColumn, checksum.value)
            sqlite3_bind_text64(
                row, Self.dataColumn,
                (data.baseAddress ?? UnsafeRawPointer(text)).assumingMemoryBound(to: CChar.self),
                UInt64(data.count), nil, UInt8(SQLITE_UTF8))
            defer { sqlite3_reset(row) }
            return sqlite3_step(row)
        }
        guard code == SQLITE_DONE else { throw DatabaseError(connection, code) }
        return sqlite3_changes(connection) == 1
    }

    private func makeRoom(for size: Int) {
        used = 0
        guard size > capacity else { return }
        capacity = size * 2
        text.deallocate()
        text = .allocate(byteCount: capacity, alignment: 1)
    }

    private func bind(_ number: Int64, at column: Int32) {
        sqlite3_bind_int64(row, column, number)
        checksum.add(number)
    }

    private func bind(_ string: String, at column: Int32) {
        let length = string.utf8.count
        let start = text + used
        UnsafeMutableRawBufferPointer(start: start, count: length).copyBytes(from: string.utf8)
        sqlite3_bind_text(row, column, start.assumingMemoryBound(to: CChar.self), Int32(length), nil)
        checksum.add(UnsafeRawBufferPointer(start: start, count: length))
        used += length
    }
}

/// Reads rows as messages.
enum MessageRowReader {
    /// In the order in which ``message(_:)`` takes them apart.
    static let columns = """
        position, time, schema_version, type, mode, source, subject, partition_key, id, correlation_id, causation_id, \
        traceparent, data, checksum
        """

    /// Steps through the rows of a bound statement.
    ///
    /// - Throws: ``BusError/Code/corrupt`` at the first row that is not as it was appended.
    static func messages(
        _ statement: Statement, _ db: Database, expecting count: Int, file: String
    ) throws -> [RecordedEnvelope] {
        let row = statement.sqliteStatement
        defer { sqlite3_reset(row) }
        var messages: [RecordedEnvelope] = []
        messages.reserveCapacity(count)
        while true {
            switch sqlite3_step(row) {
            case SQLITE_ROW:
                guard RowChecksum.isRight(row) else { throw LogIntegrity.damage(at: sqlite3_column_int64(row, 0), in: file) }
                messages.append(message(row))
            case SQLITE_DONE: return messages
            case let code: throw DatabaseError(db.sqliteConnection, code)
            }
        }
    }

    private static func message(_ row: OpaquePointer) -> RecordedEnvelope {
        RecordedEnvelope(
            position: sqlite3_column_int64(row, 0),
            envelope: Envelope(
                id: text(row, 8), source: text(row, 5), type: text(row, 3), subject: text(row, 6),
                time: Date(microsecondsSince1970: sqlite3_column_int64(row, 1)),
                schemaVersion: Int(sqlite3_column_int64(row, 2)), correlationID: text(row, 9),
                causationID: sqlite3_column_type(row, 10) == SQLITE_NULL ? nil : text(row, 10),
                mode: text(row, 4), partitionKey: text(row, 7), traceparent: text(row, 11), data: data(row, 12)))
    }

    // The pointer first, the length second: that order is the one SQLite promises to be free of conversions.
    private static func text(_ row: OpaquePointer, _ column: Int32) -> String {
        guard let start = sqlite3_column_text(row, column) else { return "" }
        let bytes = UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(row, column)))
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func data(_ row: OpaquePointer, _ column: Int32) -> Data {
        guard let start = sqlite3_column_text(row, column) else { return Data() }
        return Data(bytes: start, count: Int(sqlite3_column_bytes(row, column)))
    }
}
