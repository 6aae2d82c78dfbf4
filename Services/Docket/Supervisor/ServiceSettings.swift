import Contracts
package import Decisions
import DocketInstallation

/// The settings that the supervisor gives the services. Everything `nil` is left to the services' own defaults and environment.
package struct ServiceSettings: Sendable {
    /// Port of `orders`; the others follow. 0 lets each take any free port.
    package var portBase = 8101
    /// Who coordinates new orders that do not say.
    package var mode: CoordinationMode?
    /// Payload style of new orders that do not say.
    package var payloadStyle: PayloadStyle?
    /// Seconds to wait for the answer to a step.
    package var stepTimeout: Double?
    /// How often a step is asked again.
    package var stepRepeats: Int?
    /// Opens `/faults`, for demos.
    package var faults = false
    package var logLevel: String?

    package init() {}

    /// The command line has what tells one process from another in `ps`.
    func arguments(for service: ServiceName, in directory: Installation) -> [String] {
        let port = portBase == 0 ? 0 : portBase + service.portOffset
        return ["--data-dir", directory.path, "--port", String(port)] + (faults ? ["--faults"] : [])
    }

    /// Everything else travels in the environment, where a service that does not know a setting passes over it.
    var environment: [String: String] {
        var values: [String: String] = [:]
        values["DOCKET_MODE"] = mode?.rawValue
        values["DOCKET_PAYLOAD_STYLE"] = payloadStyle?.rawValue
        values["DOCKET_STEP_TIMEOUT"] = stepTimeout.map { String($0) }
        values["DOCKET_STEP_REPEATS"] = stepRepeats.map { String($0) }
        values["DOCKET_LOG_LEVEL"] = logLevel
        return values
    }
}
