public import Contracts

/// A handler whose service can be made again from the bus.
///
/// The log has what the service took and what it said. Replaying runs the same handler over what it took and compares what it would
/// say with what it said; what did not come of a message (a delivery, a watch, a person) is known by what was said alone.
public protocol RebuildableHandler: MessageHandler {
    /// What the service says. All of it is read again.
    var says: Set<MessageType> { get }

    /// True if the log need not tell all of its state: what it does not tell is raised to a person, as a dead letter.
    var raisesWhatIsLost: Bool { get }

    /// Takes up what the service is known to have said, without a message that led to it, or against what it would decide now.
    ///
    /// - Parameter cause: What led to it, if that is on the log and can be read.
    /// - Returns: False if the state does not allow it; then nothing is kept of what this call wrote.
    func restore(_ said: [Message], cause: Message?, in context: Context) throws -> Bool
}

extension RebuildableHandler {
    public var raisesWhatIsLost: Bool { false }
}
