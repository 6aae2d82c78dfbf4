import Foundation
import GRDB

/// What is still to be done: messages that wait for a consumer, and what services have yet to publish or to look after.
///
/// Nothing in it means that the bus is drained: every order should have come to its end.
public struct Backlog: Sendable, Hashable, Codable {
    /// Messages behind a consumer's checkpoint that it takes, by consumer.
    public var waiting: [String: Int] = [:]
    /// Messages that a service has published and the bus does not have yet.
    public var unsent: [String: Int] = [:]
    /// Messages that failed and are tried again, and those that wait behind them.
    public var queued: [String: Int] = [:]
    /// Timeouts that have not fired.
    public var timeouts: [String: Int] = [:]

    public var isDrained: Bool { [waiting, unsent, queued, timeouts].allSatisfy(\.isEmpty) }

    init(of consumers: [String], in db: Database) throws {
        for consumer in consumers {
            waiting[consumer] = try Self.count(
                db,
                """
                SELECT count(*) FROM messages WHERE position > \(Facts.checkpoint(of: consumer))
                    AND (type, mode) IN (SELECT type, mode FROM takes WHERE consumer = '\(consumer)')
                """)
            unsent[consumer] = try Self.count(db, "SELECT count(*) FROM outboxes WHERE service = '\(consumer)'")
            queued[consumer] = try Self.count(db, "SELECT count(*) FROM \(consumer).retry_queue")
            timeouts[consumer] = try Self.count(db, "SELECT count(*) FROM \(consumer).timers")
        }
    }

    /// `nil` for none, so that an empty backlog is empty.
    private static func count(_ db: Database, _ sql: String) throws -> Int? {
        try Int.fetchOne(db.cachedStatement(sql: sql)).flatMap { $0 == 0 ? nil : $0 }
    }
}

extension Backlog: CustomStringConvertible {
    /// For people: `3 messages waiting for stock, 1 timeout set by orders`; empty when drained.
    public var description: String {
        [
            Self.text(waiting, "message", "waiting for"), Self.text(unsent, "message", "not on the bus yet from"),
            Self.text(queued, "message", "to be tried again by"), Self.text(timeouts, "timeout", "set by"),
        ].flatMap(\.self).joined(separator: ", ")
    }

    private static func text(_ counts: [String: Int], _ noun: String, _ relation: String) -> [String] {
        counts.sorted { $0.key < $1.key }.map { service, count in
            "\(count) \(noun)\(count == 1 ? "" : "s") \(relation) \(service)"
        }
    }
}
