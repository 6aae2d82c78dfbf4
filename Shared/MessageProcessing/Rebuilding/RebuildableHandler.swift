public import Contracts

/// A handler whose service can be made again from the bus.
///
/// The log has what the service took and what it said. Replaying runs the same handler over what it took and compares what it would
/// say with what it said; what did not come of a message (a delivery, a watch, a person) is known by what was said alone.
public protocol RebuildableHandler: MessageHandler {
    /// What the service says. All of it is read again.
    var says: Set<MessageType> { get }

    /// Takes up what the service is known to have said, without a message that led to it, or against what it would decide now.
    ///
    /// - Parameter cause: What led to it, if that is on the log and can be read.
    /// - Returns: False if the state does not allow it; then nothing is kept of what this call wrote.
    func restore(_ said: [Message], cause: Message?, in context: Context) throws -> Bool

    /// Brings what came in by calls, and is told by no event, to where the message can lead to what was said.
    ///
    /// - Returns: True if anything was changed, so that handling the message again may come to another result.
    func reconsider(_ cause: Message, toSay said: [Message], in context: Context) throws -> Bool
}

extension RebuildableHandler {
    public func reconsider(_ cause: Message, toSay said: [Message], in context: Context) throws -> Bool { false }
}
