import Contracts
import Decisions
import DocketCommandLine
import EventBus
import Foundation
import FulfilmentSupport
import Messaging
import Synchronization

/// Everything that happened in one run: prints it line by line, and answers those that wait for something to happen.
///
/// Orders are recognised by the correlation id of their first request, `demo-<name>`, because that is on every message about
/// them; so a message has its name even before the request that placed the order has returned.
final class ScenarioTimeline: Sendable {
    private struct Waiter {
        var moment: Scenario.Moment
        var resume: @Sendable () -> Void
    }

    private struct State {
        /// `nil` before the run begins and after it ends: preparation is not shown.
        var start: Date?
        var lines: [TimelineEntry] = []
        /// Names by subject (`Order-1`), learnt from correlation ids.
        var names: [String: String] = [:]
        var counts: [MessageType: [String: Int]] = [:]
        var waiters: [Int: Waiter] = [:]
        var nextWaiter = 0
    }

    private let state = Mutex(State())
    private let onEntry: @Sendable (TimelineEntry) -> Void

    /// - Parameter onEntry: called with each line as it happens.
    init(onEntry: @escaping @Sendable (TimelineEntry) -> Void) {
        self.onEntry = onEntry
    }

    var lines: [TimelineEntry] { state.withLock { $0.lines } }

    /// Makes now the zero of the story's clock.
    func begin() { state.withLock { $0.start = .now } }

    /// From here on nothing is shown any more.
    func end() { state.withLock { $0.start = nil } }

    /// Adds something that is no message: what the run or the supervisor does.
    func note(_ who: String, _ what: String, order: String? = nil, detail: String? = nil, at time: Date = .now) {
        let line = state.withLock { state -> TimelineEntry? in
            guard let start = state.start else { return nil }
            let line = TimelineEntry(
                at: max(0, time.timeIntervalSince(start)).rounded(toPlaces: 6), who: who, what: what, order: order, detail: detail
            )
            state.lines.append(line)
            return line
        }
        if let line { onEntry(line) }
    }

    /// Adds a message from the bus. Goods in and the orders of a group are counted and not shown one by one.
    func record(_ recorded: RecordedEnvelope) {
        let envelope = recorded.envelope
        guard let type = MessageType(rawValue: envelope.type) else { return }
        let (name, met) = state.withLock { state in
            let name = Self.learnName(of: envelope, &state)
            state.counts[type, default: [:]][name ?? "", default: 0] += 1
            let met = state.waiters.filter { Self.isMet($0.value.moment, state) }
            for id in met.keys { state.waiters[id] = nil }
            return (name, met.values.map(\.resume))
        }
        if type != .stockReceived, name?.isGroupMember != true {
            // What cannot be read is still shown by its name.
            let message = try? MessageCatalog.types.read(envelope) as? any FulfilmentMessage
            show(envelope, name, detail: message?.summary)
        }
        for resume in met { resume() }
    }

    /// A message that was held back is shown when it comes, with its own time.
    private func show(_ envelope: Envelope, _ name: String?, detail: String?) {
        let who = String(envelope.source.drop { $0 == "/" })
        let delay = Date.now.timeIntervalSince(envelope.time)
        guard delay > 0.3 else { return note(who, envelope.type, order: name, detail: detail, at: envelope.time) }
        let late = "(said \(Duration.seconds(delay).asSeconds) ago)"
        note(who, envelope.type, order: name, detail: [detail, late].compactMap(\.self).joined(separator: " "))
    }

    /// How many messages of this type there were, about an order, a group or all.
    func count(_ type: MessageType, of order: String? = nil) -> Int {
        state.withLock { Self.count(type, order, $0) }
    }

    /// Calls once, as soon as the moment has come; at once if it has.
    ///
    /// - Returns: a number to ``forget(_:)`` it by.
    @discardableResult
    func when(_ moment: Scenario.Moment, _ action: @escaping @Sendable () -> Void) -> Int? {
        let waiting: Int? = state.withLock { state in
            guard !Self.isMet(moment, state) else { return nil }
            state.nextWaiter += 1
            state.waiters[state.nextWaiter] = Waiter(moment: moment, resume: action)
            return state.nextWaiter
        }
        if waiting == nil { action() }
        return waiting
    }

    func forget(_ waiter: Int) { state.withLock { $0.waiters[waiter] = nil } }

    private static func learnName(of envelope: Envelope, _ state: inout State) -> String? {
        if envelope.correlationID.hasPrefix(correlationPrefix) {
            state.names[envelope.subject] = String(envelope.correlationID.dropFirst(correlationPrefix.count))
        }
        return state.names[envelope.subject]
    }

    private static func isMet(_ moment: Scenario.Moment, _ state: State) -> Bool {
        count(moment.type, moment.order, state) >= moment.times
    }

    private static func count(_ type: MessageType, _ order: String?, _ state: State) -> Int {
        let counts = state.counts[type, default: [:]]
        guard let order else { return counts.values.reduce(0, +) }
        return counts.reduce(0) { $0 + ($1.key == order || $1.key.hasPrefix(order + "-") ? $1.value : 0) }
    }

    static let correlationPrefix = "demo-"
}

extension String {
    /// Orders of a group are called `rush-1`, `rush-2`; a single order's name has no dash.
    fileprivate var isGroupMember: Bool { contains("-") }
}

extension ScenarioTimeline {
    /// Returns true as soon as the moment has come, false if it has not within this time.
    ///
    /// - Throws: `CancellationError` when the task is cancelled: Ctrl-C ends every wait.
    func wait(for moment: Scenario.Moment, within limit: Duration) async throws -> Bool {
        let (answers, answer) = AsyncStream.makeStream(of: Bool.self)
        let waiter = when(moment) { answer.yield(true) }
        let timer = Task {
            // Cancelled below, when there is an answer.
            _ = try? await Task.sleep(for: limit)
            answer.yield(false)
        }
        defer {
            timer.cancel()
            if let waiter { forget(waiter) }
        }
        for await hasCome in answers { return hasCome }
        throw CancellationError()
    }
}
