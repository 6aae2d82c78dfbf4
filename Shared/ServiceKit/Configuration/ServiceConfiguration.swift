public import Decisions
public import Logging

/// The configuration of a service. A program makes it of its flags and its environment.
public struct ServiceConfiguration: Sendable {
    /// Short name in logs, message sources and metrics: `stock`.
    public var service: String
    /// Absolute path of the data directory; see ``DataDirectory``.
    public var dataDirectory: String
    /// The address to listen on. Beyond loopback only with an ``apiToken``.
    public var host: String
    /// 0 takes any free port.
    public var port: Int
    /// When set, every endpoint but the health checks asks for it.
    public var apiToken: APIToken?
    /// Names that a caller may use for this server in `Host`, beside loopback and ``host``.
    public var allowedHosts: [String]
    /// Lines below it are not written.
    public var logLevel: Logger.Level
    /// The mode of new processes that do not say one.
    public var defaultMode: CoordinationMode
    /// Payload style of new processes that do not say one.
    public var defaultPayloadStyle = PayloadStyle.stateTransfer
    /// Where the publisher of notifications is called back; `nil` looks it up in the data directory each time.
    public var publisherURL: String?
    /// How long the service waits for answers.
    public var timeouts: TimeoutPolicy
    /// Opens `/faults`, for demonstrations.
    public var faultsEnabled: Bool
    /// Where the process kills itself, for trials of its recovery; `nil` otherwise.
    public var crashPoint: CrashPoint?
    /// Stops when standard input ends, as it does when the program at its other end is gone.
    public var followsStandardInput = false
    /// Checks each message against its registered schema before it is published.
    public var validatesEvents: Bool

    /// What the service is part of.
    public var product = Product()

    /// The name others reach this service by, written to its run file: where it runs in a container, the name of that.
    public var advertisedHost: String

    public init(
        service: String, dataDirectory: String, host: String = "127.0.0.1", port: Int = 0, apiToken: APIToken? = nil,
        allowedHosts: [String] = [], logLevel: Logger.Level = .info, defaultMode: CoordinationMode = .orchestration,
        timeouts: TimeoutPolicy = TimeoutPolicy(), faultsEnabled: Bool = false,
        crashPoint: CrashPoint? = nil, validatesEvents: Bool = false, advertisedHost: String? = nil
    ) {
        self.service = service
        self.dataDirectory = dataDirectory
        self.host = host
        self.port = port
        self.apiToken = apiToken
        self.allowedHosts = allowedHosts
        self.logLevel = logLevel
        self.defaultMode = defaultMode
        self.timeouts = timeouts
        self.faultsEnabled = faultsEnabled
        self.crashPoint = crashPoint
        self.validatesEvents = validatesEvents
        // "Every address" is no name that a server answers to.
        self.advertisedHost = advertisedHost ?? (Host.isWildcard(host) ? "127.0.0.1" : host)
    }
}

/// The product that a service is part of, as far as its runtime names it.
public struct Product: Sendable {
    /// Before the name of every metric, with an underscore; `nil` for none.
    public let metricPrefix: String?
    /// What errors about files name as the way out.
    public let recovery: RecoveryCommands
    /// What `--version` says of each of its programs.
    public let version: String

    public init(version: String = "unknown", metricPrefix: String? = nil, recovery: RecoveryCommands = .none) {
        self.version = version
        self.metricPrefix = metricPrefix
        self.recovery = recovery
    }
}
