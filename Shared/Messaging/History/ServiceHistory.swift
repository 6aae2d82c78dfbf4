public import EventBus
public import GRDB

/// What a service's database says of its own past, as of one moment.
public struct ServiceHistory: Sendable, Hashable {
    public var service: String
    /// `nil` if the database belongs to no log yet.
    public var binding: LogBinding?
    /// It has read the log up to here.
    public var position: Position
    /// Ids of messages that it has yet to publish, or that it does not know to be on the log.
    public var unsent: Set<String>
    /// It has handled or published something, whether it knows on which log or not.
    public var isUsed: Bool

    public init(service: String, in db: Database) throws {
        self.service = service
        binding = try LogBinding.load(in: db)
        position = try Checkpoint.load(service, in: db)
        unsent = try String.fetchSet(db, sql: "SELECT id FROM outbox")
        isUsed =
            try position > 0 || !unsent.isEmpty || Int.fetchOne(db.cachedStatement(sql: "SELECT 1 FROM inbox LIMIT 1")) != nil
    }

    /// Of a service that has no database.
    public init(new service: String) {
        (self.service, binding, position, unsent, isUsed) = (service, nil, 0, [], false)
    }

    /// The sender of what it publishes: ``Envelope/source``.
    public var source: String { "/\(service)" }
}

/// Why a service's database and a log do not fit together. None of it mends itself.
public enum HistoryMismatch: Error, Hashable, Sendable {
    /// The service belongs to another log.
    case anotherLog(LogID, found: LogID)
    /// The log ends before a message that the service has read or published.
    case logEnds(at: Position, before: Position)
    /// Another message has the position of one that the service published.
    case logDiffers(at: Position)
    /// The service has published a message that its database does not know of.
    case forgotPublishing(at: Position, known: Position)
    /// The service had read further than its database knows.
    case forgotReading(upTo: Position, known: Position)
    /// The database is new, and the log knows the service.
    case isLost
    /// Messages that the service has not read are gone.
    case compacted(upTo: Position, read: Position)
}
