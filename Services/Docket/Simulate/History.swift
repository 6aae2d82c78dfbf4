import Contracts
import Decisions
import DeterministicSimulation
import EventBus

/// What was published so far, checked as it comes: cheap enough for every step.
///
/// It knows nothing but the messages themselves and which service handled which, and in what order.
struct History {
    private struct Order {
        var told: Set<MessageType> = []
    }

    private struct Place {
        var position: Position
        var key: String
    }

    private(set) var findings: [Finding] = []
    private var orders: [String: Order] = [:]
    private var places: [String: Place] = [:]
    /// The last message of each order that each service handled.
    private var handled: [String: [String: Position]] = [:]

    /// Published once an order.
    private static let once = Set(MessageType.allCases.filter { $0.kind == .event })
    /// No order has both.
    private static let contradictions: [(MessageType, MessageType)] = [
        (.orderReady, .orderCancelled), (.orderReady, .orderRefunded), (.orderPacked, .stockReleased),
        (.shipmentDispatched, .shipmentCancelled), (.stockReserved, .stockShortageDetected),
        (.shipmentBooked, .shipmentBookingFailed),
    ]
    /// The second is published because of the first.
    private static let causes: [(MessageType, before: MessageType)] = [
        (.orderReady, .orderPacked), (.orderPacked, .shipmentDispatched), (.shipmentDispatched, .orderCompleted),
    ]

    mutating func record(_ message: RecordedEnvelope) {
        let envelope = message.envelope
        places[envelope.id] = Place(position: message.position, key: envelope.partitionKey)
        guard envelope.source != Customers.unknownProducer, let type = MessageType(rawValue: envelope.type),
            type != .stockReceived
        else {
            return
        }
        var order = orders[envelope.subject] ?? Order()
        if !order.told.insert(type).inserted, Self.once.contains(type) {
            found("published-once", "\(type) of \(envelope.subject) is published twice, the second time at \(message.position)")
        }
        for (first, second) in Self.contradictions where type == first || type == second {
            if order.told.contains(first), order.told.contains(second) {
                found("published-consistently", "\(envelope.subject) has both \(first) and \(second), at \(message.position)")
            }
        }
        for (cause, effect) in Self.causes where type == effect && !order.told.contains(cause) {
            found("published-in-order", "\(envelope.subject) has \(effect) before \(cause), at \(message.position)")
        }
        orders[envelope.subject] = order
    }

    /// The messages of one order are handled in their order, by every service; but for those that had become dead letters, and come when
    /// a person has them tried again, or when they are delivered once more.
    mutating func handled(_ ids: [String], by service: String, wasDeadLetter: (Position) throws -> Bool) rethrows {
        for id in ids {
            guard let place = places[id] else {
                found("handled-in-order", "\(service) has handled '\(id)', which nobody said")
                continue
            }
            let last = handled[service]?[place.key] ?? 0
            if place.position <= last, try !wasDeadLetter(place.position) {
                found(
                    "handled-in-order",
                    "\(service) has handled the message of \(place.key) at \(place.position) after the one at \(last)")
            }
            handled[service, default: [:]][place.key] = max(last, place.position)
        }
    }

    private mutating func found(_ checker: String, _ text: String) {
        findings.append(Finding(checker: checker, text: text))
    }
}
