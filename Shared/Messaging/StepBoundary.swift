/// The places in a step where it makes a difference whether the process dies before or after: between two of them there is one
/// durable effect at most.
///
/// A simulation throws from them, and a real process can be told to kill itself there; see ``MessageProcessor/Dependencies/failpoint``.
public enum StepBoundary: String, Sendable, Hashable, CaseIterable {
    /// Everything is written, nothing is committed: all of it is as if it had not been.
    case beforeCommit
    /// Committed; no call is answered and no message has left.
    case beforeRelay
    /// Some messages of this step are on the bus, others are not.
    case midRelay
    /// All messages are on the bus; the outbox still has them.
    case afterRelay
    /// The checkpoint is saved; the bus has not been told how far this consumer is.
    case beforeAcknowledge
}
