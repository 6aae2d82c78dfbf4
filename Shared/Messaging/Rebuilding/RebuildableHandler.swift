public import Decisions

/// A handler whose service can be made again from the bus.
///
/// The log has what the service took and what it published. Replaying runs the same handler over what it took and compares what it would
/// publish with what it published; what did not come of a message (a delivery, a timeout, a person) is known by what was published alone.
public protocol RebuildableHandler: MessageHandler {
    /// The service's state with nothing in it but what a new installation has. While a log is replayed the handler works on this
    /// (``Context/rebuilt(_:)``) and not on the tables.
    func makeState() -> any RebuiltState

    /// True if the log need not have all of its state: what is missing there is raised to a person, as a dead letter.
    var raisesWhatIsLost: Bool { get }

    /// The types of all messages that the service publishes.
    var publishes: [any Message.Type] { get }

    /// Takes up what the service is known to have published, without a message that led to it, or against what it would decide now.
    ///
    /// - Parameters:
    ///   - cause: What led to it, if that is on the log and can be read.
    ///   - record: What a person did in the same step, if it was one.
    func restore(
        _ published: [any Message], cause: (any Message)?, by record: InterventionRecorded?, in context: Context
    ) throws -> Restored
}

/// What came of taking up what a service is known to have published.
public enum Restored: Sendable, Hashable {
    case whole
    /// It is kept, and is too little by itself: what the service publishes next about the same subject has the rest.
    case inPart
    /// The state does not allow it. Nothing is kept of what the call wrote.
    case impossible
}

extension RebuildableHandler {
    public var raisesWhatIsLost: Bool { false }
}

/// What a handler would publish and wait for, while a log is replayed: kept here, and never sent.
final class Rehearsal {
    var published: [(message: any Message, id: String?)] = []
    var timeouts: [(subject: String, timeout: Timeout)] = []

    /// The service's state: in memory, in place of its tables.
    let state: any RebuiltState

    init(state: any RebuiltState) { self.state = state }
}
