/// How an event is told: as a bell after which others call back, or with all they need. A property of the order, as its workflow is.
///
/// Either way the same decisions run; only who asks whom for the details differs.
public enum EventStyle: String, Sendable, Hashable, Codable, CaseIterable {
    /// A bell: who it concerns, and nothing more. Whoever needs details calls the sender back.
    case notification
    /// A plate: everything that others need is in it, so that nobody calls back (event-carried state transfer).
    case stateTransfer = "state-transfer"
}
