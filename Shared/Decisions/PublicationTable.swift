/// What a service publishes, each message as a fact that the service knows: the one table of it.
///
/// A service that is made again from the log learns from its own messages what it once decided.
public struct PublicationTable<Fact: Sendable>: Sendable {
    /// One line of the table.
    public struct Line: Sendable {
        let message: any Message.Type
        let fact: @Sendable (any Message) -> Fact?

        /// A message that the service publishes.
        public static func message<Payload: Message>(
            _ type: Payload.Type, _ fact: @escaping @Sendable (Payload) -> Fact
        ) -> Line {
            Line(message: type) { ($0 as? Payload).map(fact) }
        }
    }

    /// The types of all messages in the table, and of the record of what people do, which every service publishes.
    public let types: [any Message.Type]
    private let lines: [String: Line]

    public init(_ lines: [Line]) {
        types = lines.map(\.message) + [InterventionRecorded.self]
        self.lines = Dictionary(uniqueKeysWithValues: lines.map { ($0.message.name, $0) })
    }

    /// All of these messages as facts; `nil` if one of them is none that the service publishes.
    public func facts(_ messages: [any Message]) -> [Fact]? {
        let facts = messages.compactMap(fact)
        return facts.count == messages.count ? facts : nil
    }

    /// `nil` for a message that the service does not publish.
    public func fact(_ message: any Message) -> Fact? { lines[type(of: message).name]?.fact(message) }
}
