import CompactJSON
import Contracts
import Decisions
import DeterministicSimulation
import DocketClient
import DocketLoad
import EventBus
import Foundation
import Instants
import Messaging

/// The messages of made-up orders that go through, as a busy log holds them: orders by the batch, each step of all of them in turn.
///
/// The same seed gives the same messages, ids included.
struct BenchMessages {
    /// Orders that are on their way together.
    private static let together = 64
    /// Between the times of two messages, in microseconds.
    private static let interval: Int64 = 10

    private var random: Seeded
    /// Since 1970.
    private var microseconds: Int64 = 1_795_000_000_000_000
    private var made: [Envelope] = []

    /// - Parameter firstOrder: Its number; so that several makers do not speak of the same orders.
    static func make(_ count: Int, seed: UInt64, firstOrder: Int = 1) throws -> [Envelope] {
        var maker = BenchMessages(seed: seed)
        var orders = OrderGenerator(count: .max, seed: seed)
        var number = firstOrder
        while maker.made.count < count {
            var batch: [OnItsWay] = []
            while batch.count < together, let id = OrderID(number), let order = try orders.nextOrder() {
                batch.append(try maker.start(id, order.order))
                number += 1
            }
            for step in 0..<OnItsWay.steps {
                for index in batch.indices { try maker.publish(step, of: &batch[index]) }
            }
        }
        return Array(maker.made.prefix(count))
    }

    private init(seed: UInt64) {
        random = Seeded(seed)
    }

    private var now: Date { Date(microsecondsSince1970: microseconds) }

    private mutating func nextID() -> String { ProcessEnvironment.messageID(at: now) { random.next() } }

    private mutating func start(_ id: OrderID, _ order: NewOrder) throws -> OnItsWay {
        OnItsWay(
            messages: try OnItsWay.messages(id, order, createdAt: Instant(now)), correlationID: nextID(),
            trace: TraceParent(using: &random))
    }

    private mutating func publish(_ step: Int, of order: inout OnItsWay) throws {
        let (source, message) = order.messages[step]
        microseconds += Self.interval
        let envelope = Envelope(
            id: nextID(), source: source, type: message.typeName, subject: message.subject, time: now,
            schemaVersion: type(of: message).version, correlationID: order.correlationID, causationID: order.cause,
            mode: CoordinationMode.choreography.rawValue, partitionKey: message.subject,
            traceparent: order.trace.child(using: &random).description, data: try MessageCoding.encode(message))
        order.cause = envelope.id
        made.append(envelope)
    }
}

/// One order and what is published about it, step by step.
private struct OnItsWay {
    static let steps = 8

    var messages: [(source: String, message: any Message)]
    var correlationID: String
    var trace: TraceParent
    var cause: String?

    static func messages(_ id: OrderID, _ order: NewOrder, createdAt: Instant) throws -> [(source: String, message: any Message)]
    {
        let items = order.items.map { ItemQuantity(sku: $0.sku, quantity: $0.quantity) }
        let weight = 400 * items.reduce(0) { $0 + $1.quantity.rawValue }
        let tracking = TrackingNumber("DHL-\(100_000_000 + id.rawValue)") ?? "DHL-1"
        return [
            ("/orders", OrderCreated(orderId: id, orderedAt: createdAt, createdAt: createdAt, total: nil)),
            (
                "/orders",
                OrderPaid(
                    orderId: id, customerId: order.customerId, items: order.items, amount: try OrderItem.total(of: order.items),
                    shipTo: order.shipTo)
            ),
            (
                "/stock",
                StockReserved(orderId: id, items: items, warehouseId: "MAIN", totalWeightGrams: weight)
            ),
            ("/shipping", ShipmentBooked(orderId: id, carrierId: "DHL", trackingNumber: tracking)),
            ("/orders", OrderReady(orderId: id)),
            ("/stock", OrderPacked(orderId: id, items: items, warehouseId: "MAIN", totalWeightGrams: weight)),
            ("/shipping", ShipmentDispatched(orderId: id, carrierId: "DHL", trackingNumber: tracking)),
            ("/orders", OrderCompleted(orderId: id)),
        ]
    }
}
