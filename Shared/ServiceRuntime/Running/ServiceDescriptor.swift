public import Decisions

/// All that others need to know of a service: described once, in the service's own folder.
public struct ServiceDescriptor: Sendable {
    /// Its short name: the consumer of the bus, `/name` as the source of what it publishes, `name.db` as its database.
    public let name: String
    /// The file name of its program.
    public let executable: String
    /// Its port, unless another is chosen.
    public let port: Int
    /// What it takes from the bus.
    public let subscription: Subscription
    /// Its own tables, by which its database is recognised.
    public let tables: [String]
    /// Puts it together.
    public let build: @Sendable (ServiceConfiguration) -> ServiceBlueprint

    public init(
        name: String, executable: String, port: Int, subscription: Subscription, tables: [String],
        build: @escaping @Sendable (ServiceConfiguration) -> ServiceBlueprint
    ) {
        self.name = name
        self.executable = executable
        self.port = port
        self.subscription = subscription
        self.tables = tables
        self.build = build
    }
}
