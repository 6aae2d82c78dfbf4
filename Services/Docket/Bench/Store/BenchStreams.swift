import Contracts
import Decisions
import DeterministicSimulation
import DocketCommandLine
import DocketLoad
import EventSourcing
import Foundation
import Instants
import Messaging
import OrdersDomain
import OrdersService

/// One event on its way into the store: the stream it goes to, and where that has to stand.
struct BenchEvent: Sendable {
    var stream: String
    var version: Int
    var event: NewEvent
}

/// The streams of made-up orders.
struct BenchStreams: Sendable {
    /// In the order in which they are appended, a commit each.
    var commits: [[BenchEvent]] = []
    var orders: [OrderID] = []

    static let eventsPerCommit = 256

    /// Orders that go through in four events. Each commit takes one event of 256 orders, as a service does that handles messages by
    /// the batch.
    static func usual(events: Int, seed: UInt64) throws -> BenchStreams {
        var source = OrderGenerator(count: .max, seed: seed)
        var streams = BenchStreams()
        let origins = Origins(seed: seed)
        for first in stride(from: 1, to: max(2, events / 4 + 1), by: eventsPerCommit) {
            let ids = (first..<min(first + eventsPerCommit, events / 4 + 1)).compactMap(OrderID.init(_:))
            let histories = try ids.map { id in try history(of: source.nextOrder(), at: origins.now, id: id) }
            for step in 0..<4 {
                streams.commits.append(
                    try zip(ids, histories).map { id, history in
                        try event(history[step], number: step + 1, of: id, origins)
                    })
            }
            streams.orders += ids
        }
        return streams
    }

    /// Orders with a long story: paid and refunded in turn. No real order does that; it is the length that is measured.
    static func long(orders: Int, events: Int, seed: UInt64) throws -> BenchStreams {
        var source = OrderGenerator(count: .max, seed: seed)
        var streams = BenchStreams()
        let origins = Origins(seed: seed)
        for id in (1...max(1, orders)).compactMap(OrderID.init(_:)) {
            let usual = try history(of: source.nextOrder(), at: origins.now, id: id)
            guard case .created(let details) = usual[0] else { continue }
            var story: [OrderEvent] = [usual[0]]
            while story.count < events {
                story.append(story.count.isMultiple(of: 2) ? .refunded(details.total) : .paid(details.total))
            }
            streams.commits.append(
                try story.enumerated().map { index, step in try event(step, number: index + 1, of: id, origins) })
            streams.orders.append(id)
        }
        return streams
    }

    private static func history(of order: LoadOrder?, at now: Date, id: OrderID) throws -> [OrderEvent] {
        guard let order = order?.order else { throw ToolFailure(.failed, "there is no order \(id) to measure with") }
        let total = try OrderItem.total(of: order.items)
        let details = OrderDetails(
            customerId: order.customerId, items: order.items, total: total, shipTo: order.shipTo, mode: .choreography,
            payloadStyle: .stateTransfer, orderedAt: Instant(now), createdAt: Instant(now))
        return [.created(details), .paid(total), .readied, .completed]
    }

    private static func event(_ event: OrderEvent, number: Int, of id: OrderID, _ origins: Origins) throws -> BenchEvent {
        BenchEvent(
            stream: id.stream, version: number,
            event: try EventCoding.encode(event, at: origins.now, origin: origins.origin(of: id, step: number)))
    }
}

/// Where made-up events come from: for each order one correlation id, for each event behind the first the message that led to it.
private struct Origins: Sendable {
    let seed: UInt64
    let now = Date(timeIntervalSince1970: 1_795_000_000)

    func origin(of order: OrderID, step: Int) -> Origin {
        var random = Seeded(seed &+ UInt64(order.rawValue))
        let correlation = ProcessEnvironment.messageID(at: now) { random.next() }
        var cause = Seeded(seed &+ UInt64(order.rawValue * 1_000 + step))
        return Origin(
            correlationID: correlation, causationID: step > 1 ? ProcessEnvironment.messageID(at: now) { cause.next() } : nil,
            mode: .choreography, trace: "")
    }
}
