public import GRDB

/// A read model: tables that are computed from events alone, so that they can be dropped and computed again.
///
/// A service applies each event in the transaction that appends it; then readers never see the one without the other.
/// ``EventStore/rebuild(_:chunk:in:)`` must come to the same tables, so ``apply(_:in:)`` may use nothing but the event and
/// the projection's own tables: no clock, no randomness, no other table.
public protocol Projection {
    /// The name a person asks for a rebuild by, and the one in the log.
    var name: String { get }

    /// Carries one event into the tables. Called once for each event, in the order of positions.
    func apply(_ event: StoredEvent, in db: Database) throws

    /// Empties the tables, so that the first event can be applied to them.
    func reset(in db: Database) throws
}

extension EventStore {
    /// Computes a projection's tables anew from all events and returns how many there were.
    ///
    /// Runs in the caller's transaction: readers see the old tables or the new ones, nothing in between. `chunk` bounds the
    /// events held in memory at a time.
    @discardableResult
    public func rebuild(_ projection: some Projection, chunk: Int = 1_000, in db: Database) throws -> Int {
        precondition(chunk > 0, "a chunk holds at least one event")
        try projection.reset(in: db)
        var count = 0
        var position: Int64 = 0
        while true {
            let events = try readAll(after: position, limit: chunk, in: db)
            guard let last = events.last else { return count }
            for event in events { try projection.apply(event, in: db) }
            count += events.count
            position = last.position
        }
    }
}
