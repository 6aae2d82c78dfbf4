import Contracts
package import EventBus
package import Foundation
import SQLiteEventBus

/// What the log says of the orders in one stretch of it: when each was paid, ready, short, refunded; how many messages, how many bytes.
///
/// Times are those on the messages: taken at the start of the transaction that published them.
package struct LogReading {
    private(set) var paid: [String: Date] = [:]
    package private(set) var ready: [String: Date] = [:]
    private(set) var short: [String: Date] = [:]
    private(set) var refunded: [String: Date] = [:]
    /// The time of the first message about an order after its payment.
    private(set) var firstReaction: Date?
    package private(set) var lastReady: Date?
    private(set) var messages = 0
    private(set) var bytes = 0
    package private(set) var end: Position
    /// Cause and type of each message, kept only while the critical path is measured.
    private var causes: [String: (type: String, cause: String?)] = [:]

    init(_ bus: SQLiteEventBus, after position: Position) throws {
        end = position
        while true {
            let page = try bus.read(after: end, types: nil, limit: 10_000)
            page.messages.forEach { add($0.envelope) }
            guard page.upTo > end else { return }
            end = page.upTo
        }
    }

    private mutating func add(_ envelope: Envelope) {
        guard envelope.subject.hasPrefix("Order-") else { return }
        messages += 1
        bytes += envelope.data.count
        causes[envelope.id] = (envelope.type, envelope.causationID)
        let order = envelope.subject
        switch MessageType(rawValue: envelope.type) {
        case .orderCreated: return
        case .orderPaid, .orderPaidNotification:
            paid[order] = envelope.time
            return
        case .orderReady:
            ready[order] = envelope.time
            lastReady = max(lastReady ?? envelope.time, envelope.time)
        case .stockShortageDetected: short[order] = envelope.time
        case .orderRefunded: refunded[order] = envelope.time
        default: break
        }
        firstReaction = min(firstReaction ?? envelope.time, envelope.time)
    }

    /// Seconds from paid to ready, for each order that became ready.
    package var paidToReady: [Double] {
        paid.compactMap { order, time in ready[order].map { $0.timeIntervalSince(time) } }
    }

    var shortageToRefund: [Double] {
        short.compactMap { order, time in refunded[order].map { $0.timeIntervalSince(time) } }
    }

    /// Orders a second from the first reaction to the last order ready.
    var readyPerSecond: Double {
        guard let firstReaction, let lastReady, lastReady > firstReaction else { return 0 }
        return Double(ready.count) / lastReady.timeIntervalSince(firstReaction)
    }

    /// Seconds from `instant` until all orders that were paid by then are ready; 0 if they were already.
    func catchUp(from instant: Date) -> Double {
        let waiting = paid.filter { $0.value <= instant }.keys.compactMap { ready[$0] }
        return max(0, (waiting.max() ?? instant).timeIntervalSince(instant))
    }

    /// The messages from paid to ready, one caused by the other, of an order that went through.
    var criticalPath: [String] {
        guard let last = causes.first(where: { $0.value.type == MessageType.orderReady.rawValue }) else { return [] }
        var path = [last.value.type]
        var cause = last.value.cause
        while let id = cause, let message = causes[id] {
            path.insert(message.type, at: 0)
            cause = message.cause
        }
        return path
    }
}
