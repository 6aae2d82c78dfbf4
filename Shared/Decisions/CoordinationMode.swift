/// Who decides the next step of a process. A property of the process's subject, carried by every message about it.
public enum CoordinationMode: String, Sendable, Hashable, Codable, CaseIterable {
    /// Each service reacts to events by a small policy of its own.
    case choreography
    /// An orchestrator holds the whole process and sends commands.
    case orchestration
}

/// What an event carries: a reference, after which others call back, or all that they need. A property of the order, as its mode is.
///
/// Either way the same decisions run; only who asks whom for the details differs.
public enum PayloadStyle: String, Sendable, Hashable, Codable, CaseIterable {
    /// A notification: who it concerns, and nothing more. A consumer that needs details calls the sender back.
    case notification
    /// State transfer: everything that others need is in it, so that no consumer calls back (event-carried state transfer).
    case stateTransfer = "state-transfer"
}
