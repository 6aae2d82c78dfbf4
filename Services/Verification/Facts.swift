public import Decisions
import EventBus
public import GRDB

/// A service as verification knows it.
public struct VerifiedService: Sendable {
    public let name: String
    public let subscription: Subscription
    public let verification: ServiceVerification

    public init(name: String, subscription: Subscription, verification: ServiceVerification) {
        self.name = name
        self.subscription = subscription
        self.verification = verification
    }
}

/// What the files say, prepared so that each invariant is a short query.
///
/// Beside the tables of the files there are some of its own, in memory, each made by one pass:
/// - what the services add (``ServiceVerification/facts``), such as Orders' `order_facts`: every order as its event stream has it,
///   with what was paid and refunded, and its state;
/// - `published`: which types of message the bus has about each subject, how often, and the position of the first;
/// - `takes`: which consumer takes which type of message in which mode, from the services' own subscriptions;
/// - `excused`: orders that a message waits for a person about (a dead letter), and those that a person has taken out of the
///   process (a letter discarded; `closed`: by the service that coordinates it); they need not come to an end by themselves;
/// - `outboxes`: what services have published and the bus does not have yet;
/// - `moment`: the horizon, in one row.
public struct Facts {
    public let db: Database
    public let services: [VerifiedService]
    /// The last position of the log before the first service was read; see ``Snapshot``.
    public let horizon: Int64
    /// The last position of the log.
    public let last: Int64
    /// Messages up to here were removed from the log.
    public let compacted: Int64
    /// How many messages the log has.
    public let messages: Int
    /// How far each consumer has read.
    public let checkpoints: [String: Int64]
    public let backlog: Backlog
    /// Whether there are those tables that sum up; see ``Invariant/needsSummaries``.
    public let hasSummaries: Bool

    /// - Parameters:
    ///   - db: A connection, inside a read transaction, with the bus as `main` and each service's file under the service's name.
    ///   - horizon: The last position of the log before the first service was read.
    ///   - summaries: Whether to make the tables that take a pass over a file; without them an invariant can be checked that does not
    ///     need them (``Invariant/needsSummaries``).
    public init(_ db: Database, horizon: Int64, services: [VerifiedService], summaries: Bool = true) throws {
        self.db = db
        self.horizon = horizon
        self.services = services
        hasSummaries = summaries
        last = try Int64.fetchOne(db.cachedStatement(sql: Self.lastPosition)) ?? 0
        compacted = try Int64.fetchOne(db.cachedStatement(sql: "SELECT \(Self.compactedUpTo)")) ?? 0
        messages = try Int.fetchOne(db.cachedStatement(sql: "SELECT count(*) FROM messages")) ?? 0
        try FactTables.fill(services, horizon: horizon, summaries: summaries, in: db)
        checkpoints = try Self.checkpoints(of: services.map(\.name), in: db)
        backlog = try Backlog(of: services.map(\.name), in: db)
    }

    /// The names of all services.
    public var consumers: [String] { services.map(\.name) }

    /// In SQL: the sources of what the services publish. What an unknown producer wrote to the bus is none of it.
    public var sources: String { FactTables.sources(services) }

    public static let lastPosition = """
        SELECT max(ifnull((SELECT max(position) FROM messages), 0), (SELECT value FROM meta WHERE name = 'compacted'))
        """

    // Figures inside queries are looked up there, so that the text of a query is always the same.

    /// In SQL: messages up to here were removed from the log.
    public static let compactedUpTo = "(SELECT value FROM meta WHERE name = 'compacted')"
    /// In SQL: ``horizon``.
    public static let horizonOfReading = "(SELECT horizon FROM moment)"
    /// In SQL: how far a consumer has read.
    public static func checkpoint(of consumer: String) -> String {
        "ifnull((SELECT position FROM \(consumer).checkpoint WHERE consumer = '\(consumer)'), 0)"
    }

    /// In SQL: the order was in a file that is lost, the log does not have its contents, and a person was informed.
    public static func isLost(_ order: String) -> String {
        "EXISTS (SELECT 1 FROM orders.dead_letters AS lost WHERE lost.reason = 'lost' AND lost.subject = 'Order-' || \(order))"
    }

    private static func checkpoints(of consumers: [String], in db: Database) throws -> [String: Int64] {
        var checkpoints: [String: Int64] = [:]
        for consumer in consumers {
            checkpoints[consumer] = try Int64.fetchOne(db.cachedStatement(sql: "SELECT \(checkpoint(of: consumer))"))
        }
        return checkpoints
    }
}
