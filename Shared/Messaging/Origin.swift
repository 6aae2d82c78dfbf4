public import Decisions
import EventBus

/// Where something comes from: what every message that follows from it inherits.
public struct Origin: Sendable, Hashable {
    /// The same from the HTTP call to the last write.
    public var correlationID: String
    /// The message that is being handled; `nil` for a call from outside, which starts a chain.
    public var causationID: String?
    /// Who coordinates what this belongs to.
    public var mode: CoordinationMode
    /// W3C `traceparent` of the caller.
    public var trace: String

    public init(correlationID: String, causationID: String? = nil, mode: CoordinationMode, trace: String) {
        self.correlationID = correlationID
        self.causationID = causationID
        self.mode = mode
        self.trace = trace
    }

    init(_ envelope: Envelope, mode: CoordinationMode) {
        self.init(
            correlationID: envelope.correlationID, causationID: envelope.id, mode: mode, trace: envelope.traceparent)
    }
}
