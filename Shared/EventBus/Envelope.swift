public import Foundation

/// One message as it travels: the attributes of CloudEvents 1.0 and their data, not yet decoded.
///
/// Constant attributes (`specversion`, `datacontenttype`) are not carried; they are written by ``CloudEventCoding``.
public struct Envelope: Sendable, Hashable {
    /// Unique over the whole bus. Appending the same id twice leaves one message.
    public var id: String
    /// The service that publishes it, as a URI reference: `/orders`.
    public var source: String
    /// The name from the business: `OrderPaid`.
    public var type: String
    /// What it is about: `Order-12345`.
    public var subject: String
    /// When it was published. Kept to the microsecond.
    public var time: Date
    /// The version of the schema that `data` follows.
    public var schemaVersion: Int
    /// The same on everything that follows from one request.
    public var correlationID: String
    /// The id of the message that led to this one; `nil` at the start of a chain.
    public var causationID: String?
    /// Who leads the order: `choreography` or `orchestration`.
    public var mode: String
    /// Messages with the same key are handled in the order they were appended.
    public var partitionKey: String
    /// W3C Trace Context.
    public var traceparent: String
    /// JSON in UTF-8. A bus carries it as it is and does not look into it.
    public var data: Data

    public init(
        id: String, source: String, type: String, subject: String, time: Date, schemaVersion: Int,
        correlationID: String, causationID: String?, mode: String, partitionKey: String, traceparent: String, data: Data
    ) {
        self.id = id
        self.source = source
        self.type = type
        self.subject = subject
        self.time = time
        self.schemaVersion = schemaVersion
        self.correlationID = correlationID
        self.causationID = causationID
        self.mode = mode
        self.partitionKey = partitionKey
        self.traceparent = traceparent
        self.data = data
    }
}

/// A place in the log. The first message has position 1; 0 is before it.
///
/// Positions grow in commit order; they may have gaps.
public typealias Position = Int64

/// An envelope at its place in the log.
public struct RecordedEnvelope: Sendable, Hashable {
    /// Its place in the log.
    public var position: Position
    /// The message as it was appended.
    public var envelope: Envelope

    public init(position: Position, envelope: Envelope) {
        self.position = position
        self.envelope = envelope
    }
}
