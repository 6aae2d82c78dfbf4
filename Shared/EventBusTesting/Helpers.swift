public import EventBus
public import Foundation
import Synchronization
public import Testing

extension Envelope {
    /// A message of no particular meaning.
    public static func made(
        id: String, type: String = "Sample", subject: String = "Thing-1", source: String = "/tester",
        time: Date = Date(timeIntervalSince1970: 1_795_000_000), causationID: String? = nil, mode: String = "choreography",
        data: Data = Data(#"{"number":1}"#.utf8)
    ) -> Envelope {
        Envelope(
            id: id, source: source, type: type, subject: subject, time: time, schemaVersion: 1, correlationID: "c-\(subject)",
            causationID: causationID, mode: mode, partitionKey: subject,
            traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", data: data)
    }
}

/// Longer than any wait for a notifier takes. A wake-up that is lost shows as a wait of this length.
private let longest = Duration.seconds(30)

/// Waits for the notifier, and fails if it is not notified: a wait that only ran out would pass for one that was ended.
public func expectNotified(_ notifier: any Notifier, _ location: SourceLocation = #_sourceLocation) {
    let waited = ContinuousClock().measure { notifier.wait(atMost: longest) }
    #expect(waited < longest, "not notified", sourceLocation: location)
}

/// Runs `body` on each item, all at once, each on a thread of its own, and returns the answers in the order of the items.
public func concurrently<Item: Sendable, Answer: Sendable>(
    _ items: [Item], _ body: @escaping @Sendable (Item) throws -> Answer
) throws -> [Answer] {
    let answers = Mutex<[Int: Result<Answer, any Error>]>([:])
    let group = DispatchGroup()
    for (index, item) in items.enumerated() {
        group.enter()
        Thread.detachNewThread {
            let answer = Result { try body(item) }
            answers.withLock { $0[index] = answer }
            group.leave()
        }
    }
    group.wait()
    return try answers.withLock { answers in try items.indices.compactMap { try answers[$0]?.get() } }
}
