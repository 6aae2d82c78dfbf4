import Decisions
import Fulfilment
import GRDB
import ServiceRuntime

/// What the files say, prepared so that each invariant is a short query.
///
/// Beside the tables of the files there are some of its own, in memory, each made by one pass:
/// - `order_facts`: every order as its event stream tells it, with what was paid and refunded, and its state;
/// - `published`: which types of message the bus has about each subject, how often, and where the first stands;
/// - `takes`: which consumer takes which type of message in which workflow, from the services' own subscriptions;
/// - `excused`: orders that a message waits for a person about (a dead letter), and those that a person has taken out of the
///   process (a letter discarded, a workflow closed); they need not come to an end by themselves;
/// - `outboxes`: what services have published and the bus does not have yet;
/// - `moment`: the horizon, in one row.
struct Facts {
    let db: Database
    /// The last position of the log before the first service was read; see ``Snapshot``.
    let horizon: Int64
    /// The last position of the log.
    let last: Int64
    /// Messages up to here were removed from the log.
    let compacted: Int64
    /// How many messages the log has.
    let messages: Int
    /// How far each consumer has read.
    let checkpoints: [String: Int64]
    let backlog: Backlog

    static let subscriptions: [(consumer: String, subscription: Subscription)] = fulfilmentServices.map {
        ($0.name, $0.subscription)
    }
    static let consumers = subscriptions.map(\.consumer)

    init(_ snapshot: Snapshot) throws {
        db = snapshot.db
        horizon = snapshot.horizon
        last = try Int64.fetchOne(db.cachedStatement(sql: Snapshot.lastPosition)) ?? 0
        compacted = try Int64.fetchOne(db.cachedStatement(sql: "SELECT \(Self.compactedUpTo)")) ?? 0
        messages = try Int.fetchOne(db.cachedStatement(sql: "SELECT count(*) FROM messages")) ?? 0
        try FactTables.fill(horizon: horizon, in: db)
        checkpoints = try Self.checkpoints(in: db)
        backlog = try Backlog(in: db)
    }

    // Figures inside queries are looked up there, so that the text of a query is always the same.

    /// In SQL: messages up to here were removed from the log.
    static let compactedUpTo = "(SELECT value FROM meta WHERE name = 'compacted')"
    /// In SQL: ``horizon``.
    static let horizonOfReading = "(SELECT horizon FROM moment)"
    /// In SQL: how far a consumer has read.
    static func checkpoint(of consumer: String) -> String {
        "ifnull((SELECT position FROM \(consumer).checkpoint WHERE consumer = '\(consumer)'), 0)"
    }

    /// In SQL: the order was in a file that is lost, the log does not tell what it was about, and a person was told so.
    static func isLost(_ order: String) -> String {
        "EXISTS (SELECT 1 FROM orders.dead_letters AS lost WHERE lost.reason = 'lost' AND lost.subject = 'Order-' || \(order))"
    }

    private static func checkpoints(in db: Database) throws -> [String: Int64] {
        var checkpoints: [String: Int64] = [:]
        for consumer in consumers {
            checkpoints[consumer] = try Int64.fetchOne(db.cachedStatement(sql: "SELECT \(checkpoint(of: consumer))"))
        }
        return checkpoints
    }
}
