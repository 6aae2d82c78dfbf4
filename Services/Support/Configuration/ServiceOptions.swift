public import ArgumentParser
import Decisions
public import Foundation
import Logging
public import ServiceKit

/// The flags every service takes. What is not given is read from the environment: `--data-dir` from `DOCKET_DATA_DIR`.
///
/// The API token is read from `DOCKET_API_TOKEN` only.
public struct ServiceOptions: ParsableArguments {
    @Option(help: "Where the bus and the databases are kept [DOCKET_DATA_DIR] (default: ./.docket)")
    var dataDir: String?
    @Option(help: "The address to listen on [DOCKET_HOST] (default: 127.0.0.1)")
    var host: String?
    @Option(help: "The port to listen on, 0 for any free one [DOCKET_PORT]")
    var port: String?
    @Option(help: "The name others reach it by, as in a container [DOCKET_ADVERTISED_HOST] (default: --host, or 127.0.0.1)")
    var advertisedHost: String?
    @Option(help: "Comma-separated names callers may use for this server [DOCKET_ALLOWED_HOSTS]")
    var allowedHosts: String?
    @Option(help: "trace, debug, info, notice, warning, error or critical [DOCKET_LOG_LEVEL] (default: info)")
    var logLevel: String?
    @Option(help: "Mode of orders that do not say: choreography or orchestration [DOCKET_MODE] (default: orchestration)")
    var mode: String?
    @Option(
        help:
            "How payments are told of by orders that do not say: notification or state-transfer [DOCKET_PAYLOAD_STYLE] (default: state-transfer)"
    )
    var payloadStyle: String?
    @Option(
        help:
            "Where Orders is called back after a notification [DOCKET_ORDERS_URL] (default: run/orders.json in the data directory)"
    )
    var ordersUrl: String?
    @Option(help: "Seconds to wait for the answer to a step [DOCKET_STEP_TIMEOUT] (default: 10)")
    var stepTimeout: String?
    @Option(help: "How often a step is asked again before it is given up [DOCKET_STEP_REPEATS] (default: 2)")
    var stepRepeats: String?
    @Flag(help: "Open /faults, for demonstrations [DOCKET_FAULTS]")
    var faults = false
    @Flag(help: "Check each message against its registered schema before it is published [DOCKET_VALIDATE_EVENTS]")
    var validateEvents = false
    @Flag(help: "Stop when standard input is closed, as when whoever started this ends [DOCKET_LIFELINE]")
    var lifeline = false
    @Option(
        help: """
            Die by SIGKILL at this point of a step, to try recovery: \(CrashPoint.names), with :N at the Nth passage \
            [DOCKET_CRASH_AT]
            """)
    var crashAt: String?

    public init() {}

    /// What the service runs with.
    ///
    /// - Throws: `ValidationError`, which ends the program with exit code 64, and names the flag and the variable.
    public func configuration(
        service: String, defaultPort: Int, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> ServiceConfiguration {
        let settings = Settings(environment: environment)
        var configuration = ServiceConfiguration(
            service: service,
            dataDirectory: try settings.dataDirectory(flag: dataDir),
            host: try settings.host(flag: host),
            port: try settings.port(flag: port, default: defaultPort),
            apiToken: try settings.apiToken(),
            allowedHosts: try settings.allowedHosts(flag: allowedHosts),
            logLevel: try settings.logLevel(flag: logLevel),
            defaultMode: try settings.mode(flag: mode),
            timeouts: try settings.timeouts(timeoutFlag: stepTimeout, repeatsFlag: stepRepeats),
            faultsEnabled: try settings.faults(flag: faults),
            crashPoint: try settings.crashPoint(flag: crashAt),
            validatesEvents: try settings.validatesEvents(flag: validateEvents),
            advertisedHost: try settings.advertisedHost(flag: advertisedHost))
        configuration.defaultPayloadStyle = try settings.payloadStyle(flag: payloadStyle)
        configuration.followsStandardInput = try settings.lifeline(flag: lifeline)
        configuration.publisherURL = try settings.ordersURL(flag: ordersUrl)
        configuration.product = .docket
        guard configuration.apiToken != nil || Host.isLoopback(configuration.host) else {
            throw ValidationError(
                "--host (DOCKET_HOST) \(configuration.host) can be reached from other machines; set DOCKET_API_TOKEN to a secret "
                    + "that callers must send, or listen on 127.0.0.1")
        }
        return configuration
    }
}

extension Product {
    /// Docket, as its services and its tool name it.
    package static let docket = Product(
        version: "0.1.0-dev", metricPrefix: "docket",
        recovery: RecoveryCommands(
            restore: "docket restore BACKUP --replace", rebuild: { "docket rebuild \($0) --replace" }))
}
