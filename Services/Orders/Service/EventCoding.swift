import CompactJSON
import Contracts
package import EventSourcing
package import Foundation
package import Messaging
package import OrdersDomain

/// How an order's events stand in the event store. Shapes are versioned; old ones are upcast on reading, never rewritten.
package enum EventCoding {
    private struct Amount: Codable { var amount: Money }
    private struct Reason: Codable { var reason: CancellationReason }
    private struct Nothing: Codable {}

    /// The store has an event that this program does not know. It is not skipped: an order made of half its events would be wrong.
    struct UnknownEvent: Error, CustomStringConvertible {
        var type: String
        var stream: String
        var description: String { "\(stream) has an event of type '\(type)', which this program does not know" }
    }

    package static func encode(_ event: OrderEvent, at now: Date, origin: Origin) throws -> NewEvent {
        let (type, data) = try encode(event)
        return NewEvent(
            type: type, schemaVersion: 1, time: now, correlationID: origin.correlationID, causationID: origin.causationID,
            data: data)
    }

    package static func decode(_ stored: StoredEvent) throws -> OrderEvent {
        switch stored.type {
        case "OrderCreated": return .created(try MessageCoding.decode(OrderDetails.self, from: stored.data))
        case "OrderPaid": return .paid(try MessageCoding.decode(Amount.self, from: stored.data).amount)
        case "OrderReady": return .readied
        case "OrderCancelled": return .cancelled(try MessageCoding.decode(Reason.self, from: stored.data).reason)
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
        case .cancelled(let reason): return ("OrderCancelled", try MessageCoding.encode(Reason(reason: reason)))
        case .refunded(let amount): return ("OrderRefunded", try MessageCoding.encode(Amount(amount: amount)))
        case .completed: return ("OrderCompleted", try MessageCoding.encode(Nothing()))
        }
    }
}
