public import Contracts
import EventBus
import Foundation
import Synchronization

/// Faults that a demo or a test switches on in a running service: a message is held back, or delivered twice.
///
/// A message that is held stays in the outbox, durable, while later ones overtake it; nothing is ever lost by a fault.
public final class Faults: Sendable {
    public struct Rules: Sendable, Hashable, Codable {
        public struct Hold: Sendable, Hashable, Codable {
            public var type: MessageType
            /// Only messages about this order; `nil` for all.
            public var orderId: OrderID?
            /// Seconds from when it was said; `nil` until the rule is removed.
            public var seconds: Double?

            public init(type: MessageType, orderId: OrderID? = nil, seconds: Double? = nil) {
                self.type = type
                self.orderId = orderId
                self.seconds = seconds
            }
        }

        public struct Duplicate: Sendable, Hashable, Codable {
            public var type: MessageType

            public init(type: MessageType) { self.type = type }
        }

        /// Messages that this service says and that do not leave yet.
        public var hold: [Hold]
        /// Messages that this service reads and is given twice.
        public var duplicate: [Duplicate]

        public init(hold: [Hold] = [], duplicate: [Duplicate] = []) {
            self.hold = hold
            self.duplicate = duplicate
        }

        /// Nothing is bent.
        public var isEmpty: Bool { hold.isEmpty && duplicate.isEmpty }
    }

    private let state = Mutex(Rules())

    public init() {}

    public var rules: Rules {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }

    func holds(_ envelope: Envelope, at now: Date) -> Bool {
        state.withLock { rules in
            rules.hold.contains { hold in
                hold.type.rawValue == envelope.type && (hold.orderId.map { $0.stream == envelope.subject } ?? true)
                    && (hold.seconds.map { envelope.time.addingTimeInterval($0) > now } ?? true)
            }
        }
    }

    /// What is delivered for this page: the same, with some messages twice in a row.
    func delivered(_ messages: [RecordedEnvelope]) -> [RecordedEnvelope] {
        let twice = state.withLock { Set($0.duplicate.map(\.type.rawValue)) }
        guard !twice.isEmpty else { return messages }
        return messages.flatMap { twice.contains($0.envelope.type) ? [$0, $0] : [$0] }
    }
}
