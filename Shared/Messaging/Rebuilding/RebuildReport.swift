public import EventBus

/// What came of making a service's database again.
public struct RebuildReport: Sendable, Codable {
    /// A place where the log does not say what the service would decide today.
    public struct Disagreement: Sendable, Codable {
        /// Of the message that was published.
        public var position: Position
        public var type: String
        public var subject: String
        /// What was done about it.
        public var finding: String
    }

    public var service: String
    /// The log was read up to here.
    public var upTo: Position = 0
    /// Messages that were handled again.
    public var handled = 0
    /// Own messages that were compared, or taken up.
    public var own = 0
    /// Own messages that no message led to: deliveries, timeouts, people.
    public var restored = 0
    /// Messages that the service had read and that the log has no answer to: it tries them again when it starts.
    public var leftToTry = 0
    /// Messages that became dead letters again.
    public var deadLetters = 0
    /// Subjects of which the log has too little: each is a dead letter, for a person.
    public var raised: [String] = []
    /// Messages that were on their way to the bus and never came there: they leave when the service starts.
    public var unpublished = 0
    /// The service goes on after this position.
    public var checkpoint: Position = 0
    /// Where the service would decide otherwise than the log says.
    public var disagreements: [Disagreement] = []

    init(service: String) { self.service = service }
}
