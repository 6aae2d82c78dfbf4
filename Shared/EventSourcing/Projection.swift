public import GRDB

/// A read model: tables that are computed from events alone, so that they can be thrown away and computed again.
///
/// Each lies in a file of its own and reads the event store as a consumer does: from a position of its own, behind the writers, as often and
/// as far as it likes (``Projections``). So ``apply(_:in:)`` may use nothing but the event and the projection's own tables: no clock, no
/// randomness, no other table.
public protocol Projection: Sendable {
    /// The name a person asks for a rebuild by, and that of its file. Small letters and hyphens.
    var name: String { get }

    /// Grows with each change of its tables, or of what it makes of events: it is then made anew.
    var version: Int { get }

    /// Creates its tables, empty.
    func createTables(in db: Database) throws

    /// Carries one event into the tables. Called once for each event, in the order of positions.
    func apply(_ event: StoredEvent, in db: Database) throws
}

/// How far a projection is.
public struct ProjectionStatus: Sendable, Hashable, Codable {
    public var name: String
    public var version: Int
    /// Of the last event that is in it.
    public var position: Int64
    /// Of the last event of the store.
    public var head: Int64
    /// Events that it has to read.
    public var lag: Int64
    /// How far the one is that takes its place once it has caught up; `nil` if none is being made.
    public var rebuiltTo: Int64?
    /// Why it was made again when it was opened; `nil` if it was not.
    public var note: String?
    /// Why it does not go on; `nil` when all is well.
    public var failure: String?
}

/// The projection has not read the events that its reader asked for, and did not in the time that there was. Ask again.
public struct ProjectionBehind: Error, Sendable, Hashable, CustomStringConvertible {
    public var name: String
    public var position: Int64
    public var wanted: Int64

    public var description: String {
        "the projection \(name) has read up to position \(position), not to \(wanted) yet; ask again in a moment"
    }
}
