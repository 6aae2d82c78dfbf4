import EventBus
import Foundation
import GRDB
import Instants

/// How an envelope is stored in the tables of a service: the same columns in the outbox, the messages in the retry queue and the dead letters.
enum EnvelopeColumns {
    static let definition = """
        id TEXT NOT NULL, type TEXT NOT NULL, subject TEXT NOT NULL, source TEXT NOT NULL, time INTEGER NOT NULL,
        schema_version INTEGER NOT NULL, correlation_id TEXT NOT NULL, causation_id TEXT, mode TEXT NOT NULL,
        partition_key TEXT NOT NULL, traceparent TEXT NOT NULL, data TEXT NOT NULL
        """

    static let names = """
        id, type, subject, source, time, schema_version, correlation_id, causation_id, mode, partition_key, traceparent, data
        """

    static let marks = "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"

    static func arguments(_ envelope: Envelope) -> StatementArguments {
        [
            envelope.id, envelope.type, envelope.subject, envelope.source, envelope.time.microsecondsSince1970,
            envelope.schemaVersion,
            envelope.correlationID, envelope.causationID, envelope.mode, envelope.partitionKey, envelope.traceparent,
            String(decoding: envelope.data, as: UTF8.self),
        ]
    }

    /// Reads the columns of ``names``, in this order, from the row's first column on.
    static func envelope(_ row: Row) throws -> Envelope {
        let text: String = try row.decode(atIndex: 11)
        return try Envelope(
            id: row.decode(atIndex: 0), source: row.decode(atIndex: 3), type: row.decode(atIndex: 1),
            subject: row.decode(atIndex: 2), time: Date(microsecondsSince1970: row.decode(atIndex: 4)),
            schemaVersion: row.decode(atIndex: 5),
            correlationID: row.decode(atIndex: 6), causationID: row.decode(atIndex: 7), mode: row.decode(atIndex: 8),
            partitionKey: row.decode(atIndex: 9), traceparent: row.decode(atIndex: 10),
            data: Data(text.utf8))
    }
}
