public import Foundation

/// An event that is about to be appended to a stream.
public struct NewEvent: Sendable, Hashable {
    /// The name from the business: `OrderPaid`.
    public var type: String
    /// The version of the shape that `data` has. Old shapes are read through an ``Upcaster``.
    public var schemaVersion: Int
    /// When it happened. Kept to the microsecond.
    public var time: Date
    /// The same on everything that follows from one request.
    public var correlationID: String
    /// The id of the message that led to this event; `nil` when a person's request did.
    public var causationID: String?
    /// JSON.
    public var data: Data

    public init(type: String, schemaVersion: Int, time: Date, correlationID: String, causationID: String?, data: Data) {
        self.type = type
        self.schemaVersion = schemaVersion
        self.time = time
        self.correlationID = correlationID
        self.causationID = causationID
        self.data = data
    }
}

/// An event as it is read back: in the newest shape, at its place in its stream and in the whole store.
public struct StoredEvent: Sendable, Hashable {
    /// Its place among the events of all streams. Grows in commit order.
    public var position: Int64
    /// The stream it belongs to: `Order-12345`.
    public var stream: String
    /// Its place in its stream: 1, 2, 3 and so on, without a gap.
    public var version: Int
    /// The name from the business: `OrderPaid`.
    public var type: String
    /// The version of the shape that `data` has, after upcasting.
    public var schemaVersion: Int
    /// When it happened. Kept to the microsecond.
    public var time: Date
    /// The same on everything that follows from one request.
    public var correlationID: String
    /// The id of the message that led to this event; `nil` when a person's request did.
    public var causationID: String?
    /// JSON.
    public var data: Data

    /// Puts an event at its place, as a test of a projection does without a store.
    public init(position: Int64, stream: String, version: Int, event: NewEvent) {
        self.position = position
        self.stream = stream
        self.version = version
        type = event.type
        schemaVersion = event.schemaVersion
        time = event.time
        correlationID = event.correlationID
        causationID = event.causationID
        data = event.data
    }
}

/// What a writer knows about a stream when it appends. If the stream has moved on since, nothing is appended.
public enum ExpectedVersion: Sendable, Hashable {
    /// The stream has no event yet.
    case noStream
    /// The last event that the writer has seen has this version.
    case exactly(Int)

    /// The version of the last event the writer has seen; 0 before the first.
    public var version: Int {
        switch self {
        case .noStream: 0
        case .exactly(let version): version
        }
    }
}
