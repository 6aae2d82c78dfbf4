import CompactJSON
import Contracts
package import EventSourcing
package import Foundation
package import Messaging
package import OrdersDomain

/// How an order's events stand in the event store. Shapes are versioned; old ones are upcast on reading, never rewritten.
package enum EventCoding {
    private struct Amount: Codable { var amount: Money }
    private struct Cancellation: Codable {
        var reason: CancellationReason
        var by: CancelledBy
    }
    private struct Nothing: Codable {}

    /// The store has an event that this program does not know. It is not skipped: an order made of half its events would be wrong.
    struct UnknownEvent: Error, CustomStringConvertible {
        var type: String
        var stream: String
        var description: String { "\(stream) has an event of type '\(type)', which this program does not know" }
    }

    /// An event is of a version that this program does not know: a newer one wrote it. What it says must not be guessed at.
    struct UnknownVersion: Error, CustomStringConvertible {
        var type: String
        var stream: String
        var version: Int
        var description: String {
            "\(stream) has an event '\(type)' of version \(version), and this program knows version \(newest[type] ?? 0): upgrade it"
        }
    }

    /// The version in which each event is written, and in which the store returns it.
    package static let newest = [
        "OrderCreated": 3, "OrderPaid": 1, "OrderReady": 1, "OrderCancelled": 3, "OrderRefunded": 1, "OrderCompleted": 1,
    ]

    package static func encode(_ event: OrderEvent, at now: Date, origin: Origin) throws -> NewEvent {
        let (type, data) = try encode(event)
        return NewEvent(
            type: type, schemaVersion: newest[type] ?? 1, time: now, correlationID: origin.correlationID,
            causationID: origin.causationID, data: data)
    }

    package static func decode(_ stored: StoredEvent) throws -> OrderEvent {
        guard let newest = newest[stored.type] else { throw UnknownEvent(type: stored.type, stream: stored.stream) }
        guard stored.schemaVersion == newest else {
            throw UnknownVersion(type: stored.type, stream: stored.stream, version: stored.schemaVersion)
        }
        switch stored.type {
        case "OrderCreated": return .created(try MessageCoding.decode(OrderDetails.self, from: stored.data))
        case "OrderPaid": return .paid(try MessageCoding.decode(Amount.self, from: stored.data).amount)
        case "OrderReady": return .readied
        case "OrderCancelled":
            let cancellation = try MessageCoding.decode(Cancellation.self, from: stored.data)
            return .cancelled(cancellation.reason, by: cancellation.by)
        case "OrderRefunded": return .refunded(try MessageCoding.decode(Amount.self, from: stored.data).amount)
        case "OrderCompleted": return .completed
        default: throw UnknownEvent(type: stored.type, stream: stored.stream)
        }
    }

    private static func encode(_ event: OrderEvent) throws -> (type: String, data: Data) {
        switch event {
        case .created(let details): return ("OrderCreated", try MessageCoding.encode(details))
        case .paid(let amount): return ("OrderPaid", try MessageCoding.encode(Amount(amount: amount)))
        case .readied: return ("OrderReady", try MessageCoding.encode(Nothing()))
        case .cancelled(let reason, let by):
            return ("OrderCancelled", try MessageCoding.encode(Cancellation(reason: reason, by: by)))
        case .refunded(let amount): return ("OrderRefunded", try MessageCoding.encode(Amount(amount: amount)))
        case .completed: return ("OrderCompleted", try MessageCoding.encode(Nothing()))
        }
    }
}
