import Dispatch
import Foundation
import Instants
import Synchronization

/// A bus that lives as long as the program: for tests and for the simulation.
///
/// It keeps every promise of ``EventBus`` but durability, and passes the same compliance suite as the real ones.
public final class InMemoryEventBus: EventBus {
    private struct State {
        /// Without gaps: the message at index `i` has position `first + i`.
        var messages: [RecordedEnvelope] = []
        var positions: [String: Position] = [:]
        var last: Position = 0
        var consumers: [String: Position] = [:]
        var published: [String: Publication] = [:]
        var notifiers: [WeakNotifier] = []

        var first: Position { last - Position(messages.count) + 1 }
    }

    private struct WeakNotifier {
        weak var notifier: InMemoryNotifier?
    }

    private let state = Mutex(State())
    private let id: LogID

    /// - Parameter id: Which log it is to be.
    public init(id: LogID = .random()) { self.id = id }

    @discardableResult
    public func append(_ batch: [Envelope]) throws(BusError) -> [Position] {
        try BatchLimits.check(batch)
        let (positions, notifiers) = state.withLock { state in
            let before = state.last
            let positions = batch.map { Self.append($0, to: &state) }
            return (positions, state.last > before ? state.notifiers : [])
        }
        for entry in notifiers { entry.notifier?.notify() }
        return positions
    }

    private static func append(_ envelope: Envelope, to state: inout State) -> Position {
        if let known = state.positions[envelope.id] { return known }
        state.last += 1
        var kept = envelope
        kept.time = Date(microsecondsSince1970: envelope.time.microsecondsSince1970)
        state.messages.append(RecordedEnvelope(position: state.last, envelope: kept))
        state.positions[envelope.id] = state.last
        state.published[envelope.source] = Publication(position: state.last, id: envelope.id)
        return state.last
    }

    public func read(after position: Position, matching filter: MessageFilter?, limit: Int) throws(BusError) -> Page {
        state.withLock { state in
            var page = Page(messages: [], upTo: max(position, state.last))
            guard limit > 0 else { return Page(messages: [], upTo: position, isEnd: position >= state.last) }
            guard position < state.last else { return page }
            let start = Int(max(0, position - state.first + 1))
            for message in state.messages[start...] where filter?.takes(message.envelope) ?? true {
                page.messages.append(message)
                guard page.messages.count < limit else {
                    page.upTo = message.position
                    page.isEnd = message.position == state.last
                    break
                }
            }
            return page
        }
    }

    public func makeNotifier(for filter: MessageFilter?) throws(BusError) -> any Notifier {
        let notifier = InMemoryNotifier()
        state.withLock { state in
            state.notifiers.removeAll { $0.notifier == nil }
            state.notifiers.append(WeakNotifier(notifier: notifier))
        }
        return notifier
    }

    public func acknowledge(_ position: Position, by consumer: String) throws(BusError) {
        state.withLock { $0.consumers[consumer] = position }
    }

    @discardableResult
    public func compact(upTo position: Position) throws(BusError) -> Position {
        state.withLock { state in
            let reached = max(0, min(position, state.last, state.consumers.values.min() ?? .max))
            let count = Int(max(0, reached - state.first + 1))
            for message in state.messages.prefix(count) { state.positions[message.envelope.id] = nil }
            state.messages.removeFirst(count)
            return reached
        }
    }

    public func statistics() throws(BusError) -> BusStatistics {
        state.withLock { state in
            BusStatistics(
                messages: Int64(state.messages.count),
                first: state.messages.isEmpty ? 0 : state.first,
                last: state.last,
                bytes: state.messages.reduce(0) { $0 + Int64($1.envelope.size) },
                consumers: state.consumers.sorted { $0.key < $1.key }.map { name, position in
                    .init(name: name, position: position, lag: state.last - position)
                })
        }
    }

    public func identity() throws(BusError) -> LogID { id }

    public func lastPublished(by source: String) throws(BusError) -> Publication? { state.withLock { $0.published[source] } }
}

/// A notifier inside one program: a semaphore that counts to one.
final class InMemoryNotifier: Notifier {
    private let semaphore = DispatchSemaphore(value: 0)
    /// Notified, and and not yet taken by a `wait`.
    private let isNotified = Mutex(false)

    func wait(atMost limit: Duration) {
        guard semaphore.wait(timeout: .now() + limit.inSeconds) == .success else { return }
        // A notification from here on finds `isNotified` false and signals again. One that came just before is answered by this return.
        isNotified.withLock { $0 = false }
    }

    func notify() {
        let isFirst = isNotified.withLock { isNotified in
            defer { isNotified = true }
            return !isNotified
        }
        if isFirst { semaphore.signal() }
    }
}

extension Duration {
    /// In seconds, for the interfaces of the operating system.
    package var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
