public import Decisions
public import ServiceKit
public import Verification

/// All that others need to know of a service: described once, in the service's own folder.
public struct ServiceDescriptor: Sendable {
    /// Its short name: the consumer of the bus, `/name` as the source of what it publishes, `name.db` as its database.
    public let name: String
    /// The file name of its program.
    public let executable: String
    /// Its port, unless another is chosen.
    public let port: Int
    /// What it takes from the bus, by mode.
    public let subscription: Subscription
    /// The types of all messages that it takes.
    public let takes: [any Message.Type]
    /// The types of all messages that it publishes.
    public let publishes: [any Message.Type]
    /// Its own tables, by which its database is recognised.
    public let tables: [String]
    /// What can be read of it over HTTP, with `{order}` for a number: by this is seen what it serves from a damaged file.
    public let reads: [String]
    /// What verification knows of it.
    public let verification: ServiceVerification
    /// Puts it together.
    public let build: @Sendable (ServiceConfiguration) -> ServiceBlueprint

    public init<Command>(
        name: String, executable: String, port: Int, messages: MessageTable<Command>, publishes: [any Message.Type],
        tables: [String], reads: [String] = [], verification: ServiceVerification,
        build: @escaping @Sendable (ServiceConfiguration) -> ServiceBlueprint
    ) {
        self.name = name
        self.executable = executable
        self.port = port
        subscription = messages.subscription
        takes = messages.types
        self.publishes = publishes
        self.tables = tables
        self.reads = reads
        self.verification = verification
        self.build = build
    }
}

extension ServiceDescriptor {
    public var verified: VerifiedService {
        VerifiedService(name: name, subscription: subscription, verification: verification)
    }
}

extension ServiceProcess {
    /// Runs a service until SIGTERM or SIGINT: the whole of an executable.
    public static func run(_ service: ServiceDescriptor, _ options: ServiceOptions) async throws {
        let configuration = try options.configuration(service: service.name, defaultPort: service.port)
        try await reportingStartupErrors { try await run(configuration, build: service.build) }
    }
}
