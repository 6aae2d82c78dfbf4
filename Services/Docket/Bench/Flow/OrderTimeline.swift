import Contracts
import DocketLoad
import EventBus
import Foundation

/// The messages of one completed order, to be repeated for another.
struct OrderTimeline {
    private struct Chapter {
        var envelope: Envelope
        /// The data before and after the order's number.
        var head: String
        var tail: String
        /// Which of the messages caused this one.
        var cause: Int?
    }

    private let chapters: [Chapter]

    /// `nil` if the order is not completed, or its messages do not say its number as Docket's do.
    init?(_ messages: [Envelope]) {
        guard let first = messages.first, messages.contains(where: { $0.type == MessageType.orderCompleted.rawValue }) else {
            return nil
        }
        let number = first.subject.dropFirst("Order-".count)
        var places: [String: Int] = [:]
        var chapters: [Chapter] = []
        for (place, envelope) in messages.enumerated() {
            let data = String(decoding: envelope.data, as: UTF8.self)
            guard let found = data.range(of: "\"orderId\":\(number)") else { return nil }
            places[envelope.id] = place
            chapters.append(
                Chapter(
                    envelope: envelope, head: data[..<found.lowerBound] + "\"orderId\":", tail: String(data[found.upperBound...]),
                    cause: envelope.causationID.flatMap { places[$0] }))
        }
        self.chapters = chapters
    }

    /// The stories of all completed orders on the bus.
    ///
    /// - Parameter end: How far the log is read.
    static func all(on bus: some EventBus, upTo end: Position = .max) throws -> [OrderTimeline] {
        var messages: [String: [Envelope]] = [:]
        var position = Position(0)
        while true {
            let page = try bus.read(after: position, types: nil, limit: 10_000)
            for message in page.messages where message.envelope.subject.hasPrefix("Order-") {
                messages[message.envelope.subject, default: []].append(message.envelope)
            }
            guard page.upTo > position, page.upTo < end else { break }
            position = page.upTo
        }
        return messages.sorted { $0.key < $1.key }.compactMap { OrderTimeline($0.value) }
    }

    /// The same messages of the order with this number, published now: new ids, a correlation id of its own, the causes as they were.
    func copy(for order: Int) -> [Envelope] {
        let (now, ids) = (Date(), chapters.map { _ in Self.newID() })
        let correlation = "load-\(Digest(["\(order)"]))"
        return zip(chapters, ids).map { chapter, id in
            var envelope = chapter.envelope
            envelope.id = id
            envelope.subject = "Order-\(order)"
            envelope.partitionKey = envelope.subject
            envelope.time = now
            envelope.correlationID = correlation
            envelope.causationID = chapter.cause.map { ids[$0] }
            envelope.data = Data((chapter.head + "\(order)" + chapter.tail).utf8)
            return envelope
        }
    }

    /// A UUID of version 7, as the services make them: the time in front, then chance.
    private static func newID() -> String {
        let time = String(UInt64(Date().timeIntervalSince1970 * 1000), radix: 16)
        let digits = String(repeating: "0", count: max(0, 12 - time.count)) + time
        return "\(digits.prefix(8))-\(digits.suffix(4))-7\(UUID().uuidString.lowercased().dropFirst(15))"
    }
}
