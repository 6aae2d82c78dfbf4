import DurableSQLite
import EventBus
import GRDB

/// Messages that are published but perhaps not yet on the bus.
///
/// They are written in the transaction of the change they publish and leave by the relay. A row is removed only after the bus
/// has the message; what a crash leaves behind is relayed at the next start, and the bus's unique id makes that harmless.
enum Outbox {
    struct Row: Sendable {
        var sequence: Int64
        var envelope: Envelope
        /// Its position on the bus, if it has one, is after this one: the end of the log that had been read when it was published.
        var after: Position = 0
    }

    static let table = """
        CREATE TABLE outbox (
            sequence INTEGER PRIMARY KEY, \(EnvelopeColumns.definition),
            \(RowChecksums.column(of: "sequence, \(EnvelopeColumns.names)"))
        ) STRICT
        """

    static func add(_ envelope: Envelope, in db: Database) throws -> Row {
        let statement = try db.cachedStatement(
            sql: "INSERT INTO outbox (\(EnvelopeColumns.names)) VALUES (\(EnvelopeColumns.marks))")
        try statement.execute(arguments: EnvelopeColumns.arguments(envelope))
        return Row(sequence: db.lastInsertedRowID, envelope: envelope)
    }

    static func remove(_ sequences: [Int64], in db: Database) throws {
        let statement = try db.cachedStatement(sql: "DELETE FROM outbox WHERE sequence = ?")
        for sequence in sequences { try statement.execute(arguments: [sequence]) }
    }

    /// A damaged row never reaches the log: it is passed over, stays, and `docket verify` names it.
    static func load(limit: Int, after sequence: Int64 = 0, in db: Database) throws -> [Row] {
        let rows = try GRDB.Row.fetchCursor(
            db.cachedStatement(
                sql:
                    "SELECT \(EnvelopeColumns.names), sequence FROM marked_outbox WHERE sound AND sequence > ? ORDER BY sequence LIMIT ?"
            ), arguments: [sequence, limit])
        var loaded: [Row] = []
        while let row = try rows.next() {
            loaded.append(try Row(sequence: row.get("sequence"), envelope: EnvelopeColumns.envelope(row)))
        }
        return loaded
    }
}
