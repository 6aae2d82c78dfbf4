import CompactJSON
import Messaging
import NIOCore
import ServiceLifecycle

/// Server-sent events: the state whenever the log has grown, at most 30 times a second, with the last messages that led to it.
///
/// An event's id is a position of the log, so who was away goes on where it was. It ends when the server stops.
struct LiveFeed: AsyncSequence, Sendable {
    private struct News: Encodable {
        var state: FlowView
        /// The last of the new messages; of a flood not all are sent, because nobody could see them.
        var entries: [FlowEntryView]
        /// How many were left out before them.
        var skipped: Int
    }

    private static let pause = Duration.milliseconds(33)
    /// So many pauses, some 15 s, and it says that it is alive: sooner than a silent connection is closed.
    private static let beat = 450
    private static let mostEntries = 400

    let log: FlowLog
    /// The position that the reader has; `nil` begins at the end.
    let start: Int64?

    struct Iterator: AsyncIteratorProtocol {
        let log: FlowLog
        var sent: Int64?

        mutating func next() async throws -> ByteBuffer? {
            for _ in 0..<LiveFeed.beat {
                guard !Task.isCancelled, !Task.isShuttingDownGracefully else { return nil }
                let last = log.last
                // Another log, which is shorter, is news too.
                if sent != last {
                    defer { sent = last }
                    return ByteBuffer(bytes: try event(after: sent ?? last, last))
                }
                try await Task.sleep(for: LiveFeed.pause)
            }
            return ByteBuffer(string: ": still here\n\n")
        }

        private func event(after sent: Int64, _ last: Int64) throws -> [UInt8] {
            let (entries, skipped) = log.newest(after: sent, upTo: last, limit: LiveFeed.mostEntries)
            let news = News(state: log.state(at: last), entries: entries, skipped: skipped)
            return Array("id: \(last)\nevent: news\ndata: ".utf8) + (try MessageCoding.bytes(news)) + Array("\n\n".utf8)
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(log: log, sent: start) }
}
