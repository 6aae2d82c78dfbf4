import EventBus
import Foundation
import Synchronization

/// Faults that a demo or a test switches on in a running service. What each rule does is documented in ``Rules``.
///
/// Nothing is ever lost by a fault: what is held stays in the outbox, what fails is retried and then a dead letter, what is corrupted
/// is corrupted in the log.
public final class Faults: Sendable {
    private struct State {
        var rules = Rules()
        /// how often each rule was applied that applies a number of times.
        var applied: [Rules.Target: Int] = [:]
    }

    /// Why a message failed that a rule made fail.
    struct MadeToFail: Error, CustomStringConvertible {
        let description = "made to fail by a fault rule"
    }

    private let state = Mutex(State())

    public init() {}

    /// Setting them starts every count over.
    public var rules: Rules {
        get { state.withLock { $0.rules } }
        set { state.withLock { $0 = State(rules: newValue) } }
    }

    func holds(_ envelope: Envelope, at now: Date) -> Bool {
        state.withLock { state in
            state.rules.hold.contains { hold in
                hold.type == envelope.type && (hold.subject ?? envelope.subject) == envelope.subject
                    && (hold.seconds.map { envelope.time.addingTimeInterval($0) > now } ?? true)
            }
        }
    }

    /// What is delivered for this page: the same, with some messages twice in a row.
    func delivered(_ messages: [RecordedEnvelope]) -> [RecordedEnvelope] {
        let twice = state.withLock { Set($0.rules.duplicate.map(\.type)) }
        guard !twice.isEmpty else { return messages }
        return messages.flatMap { twice.contains($0.envelope.type) ? [$0, $0] : [$0] }
    }

    /// Throws if a rule lets the handling of this message fail.
    func checkHandling(of envelope: Envelope) throws {
        let fails = state.withLock { state in
            state.rules.fail.contains { Self.applied($0, envelope, &state.applied) }
        }
        if fails { throw MadeToFail() }
    }

    /// What goes to the bus for these messages: the same, some of them corrupted.
    func sent(_ messages: [Envelope]) -> [Envelope] {
        state.withLock { state in
            guard !state.rules.corrupt.isEmpty else { return messages }
            return messages.map { envelope in
                let rules = state.rules.corrupt
                return rules.contains { Self.applied($0, envelope, &state.applied) } ? Self.corrupted(envelope) : envelope
            }
        }
    }

    private static func applied(_ rule: Rules.Target, _ envelope: Envelope, _ counts: inout [Rules.Target: Int]) -> Bool {
        guard rule.type == envelope.type, (rule.subject ?? envelope.subject) == envelope.subject else {
            return false
        }
        guard let times = rule.times else { return true }
        guard counts[rule, default: 0] < times else { return false }
        counts[rule, default: 0] += 1
        return true
    }

    /// The first number as a text: what a sender writes that takes numbers for strings. It is JSON, and against the contract.
    private static func corrupted(_ envelope: Envelope) -> Envelope {
        var envelope = envelope
        let text = String(decoding: envelope.data, as: UTF8.self)
        envelope.data = Data(text.replacing(/":([0-9]+)/, maxReplacements: 1) { #"":"\#($0.output.1)""# }.utf8)
        return envelope
    }
}
