package import CompactJSON
package import Contracts
import Decisions
import EventSourcing
package import Foundation
package import GRDB
import Instants
import Messaging
import OrdersDomain

/// A moment in the life of an order.
package enum OrderMoment: Sendable, Hashable {
    /// After so many of its events.
    case version(Int)
    /// To the millisecond, as times are shown: what is shown with this time has happened.
    case time(Date)
    /// A place among the events of all orders: `position` in a history.
    case position(Int64)

    fileprivate func includes(_ event: StoredEvent) -> Bool {
        switch self {
        case .version(let version): event.version <= version
        case .time(let time): event.time < time.addingTimeInterval(0.000_5)
        case .position(let position): event.position <= position
        }
    }
}

/// What happened to an order up to a moment, event by event, and the order as it was then.
///
/// Nothing is kept for this: the stream of events is the order, and its first events are the order as it was.
package struct OrderHistory: Codable, Sendable {
    package struct Event: Codable, Sendable {
        package var version: Int
        package var position: Int64
        package var type: String
        package var time: Date
        package var correlationId: String
        package var causationId: String?
        /// What it changed, by name of the field.
        package var changes: [Change]
        package var data: JSONValue
    }

    /// A field of ``OrderView`` before and after an event; absent where the order did not have it.
    package struct Change: Codable, Sendable, Hashable {
        package var field: String
        package var before: JSONValue?
        package var after: JSONValue?
    }

    package var orderId: OrderID
    /// As it was after the last of ``events``.
    package var order: OrderView
    package var events: [Event]

    /// - Parameter moment: `nil` for now.
    /// - Throws: ``Refusal``: there is no such order, it did not exist yet at that moment, or it never had that version.
    package static func load(_ id: OrderID, at moment: OrderMoment? = nil, in db: Database) throws -> OrderHistory {
        let all = try OrdersTables.store.loadStream(id.stream, in: db)
        guard let last = all.last else { throw Refusal(.notFound, "there is no order \(id)") }
        if case .version(let version) = moment, !(1...last.version).contains(version) {
            throw Refusal(.notFound, "order \(id) has the versions 1 to \(last.version), not \(version)")
        }
        let events = all.filter { moment?.includes($0) ?? true }
        guard let history = try OrderHistory(id, events) else {
            throw Refusal(.notFound, "order \(id) did not exist yet; it was created at \(all[0].time.timestamp)")
        }
        return history
    }

    /// `nil` if there is no event.
    private init?(_ id: OrderID, _ stored: [StoredEvent]) throws {
        var aggregate: OrderAggregate?
        var view: OrderView?
        var events: [Event] = []
        for stored in stored {
            let event = try EventCoding.decode(stored)
            if aggregate == nil { aggregate = OrderAggregate.rehydrate(id, from: [event]) } else { aggregate?.apply(event) }
            let after = aggregate.map { OrderView(StoredOrder(order: $0, updatedAt: stored.time)) }
            events.append(
                Event(
                    version: stored.version, position: stored.position, type: stored.type, time: stored.time,
                    correlationId: stored.correlationID, causationId: stored.causationID,
                    changes: try Self.changes(from: view, to: after),
                    data: try MessageCoding.decode(JSONValue.self, from: stored.data)))
            view = after
        }
        guard let view else { return nil }
        (orderId, order, self.events) = (id, view, events)
    }

    /// These say of themselves when and how often the order changed.
    private static let uncounted: Set<String> = ["orderId", "version", "createdAt", "updatedAt"]

    private static func changes(from before: OrderView?, to after: OrderView?) throws -> [Change] {
        let (before, after) = (try fields(before), try fields(after))
        return Set(before.keys).union(after.keys).subtracting(uncounted).sorted().compactMap { field in
            guard before[field] != after[field] else { return nil }
            return Change(field: field, before: before[field], after: after[field])
        }
    }

    private static func fields(_ view: OrderView?) throws -> [String: JSONValue] {
        guard let view else { return [:] }
        return try JSONValue(parsing: try MessageCoding.encode(view)).members ?? [:]
    }
}
