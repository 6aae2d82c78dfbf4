public import Decisions

/// All that others need to know of a service: described once, in the service's own folder.
public struct ServiceDescriptor: Sendable {
    /// Its short name: the consumer of the bus, `/name` as the source of what it publishes, `name.db` as its database.
    public let name: String
    /// The file name of its program.
    public let executable: String
    /// Its port, unless another is chosen.
    public let port: Int
    /// What it takes from the bus, by workflow.
    public let subscription: Subscription
    /// The types of all messages that it takes.
    public let takes: [any Message.Type]
    /// The types of all messages that it publishes.
    public let publishes: [any Message.Type]
    /// Its own tables, by which its database is recognised.
    public let tables: [String]
    /// Puts it together.
    public let build: @Sendable (ServiceConfiguration) -> ServiceBlueprint

    public init<Command>(
        name: String, executable: String, port: Int, messages: MessageTable<Command>, publishes: [any Message.Type],
        tables: [String],
        build: @escaping @Sendable (ServiceConfiguration) -> ServiceBlueprint
    ) {
        self.name = name
        self.executable = executable
        self.port = port
        subscription = messages.subscription
        takes = messages.types
        self.publishes = publishes
        self.tables = tables
        self.build = build
    }
}
