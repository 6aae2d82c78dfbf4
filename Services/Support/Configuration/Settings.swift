import ArgumentParser
import Configuration

/// Reads settings: the flag if it was given, else the environment variable, else a default.
///
/// An empty variable counts as absent, because container files pass variables on that way (`DOCKET_PORT=${PORT:-}`).
struct Settings {
    private let reader: ConfigReader

    init(environment: [String: String]) {
        reader = ConfigReader(
            provider: EnvironmentVariablesProvider(
                environmentVariables: environment, secretsSpecifier: .specific([Setting.apiToken.variable])))
    }

    /// - Parameters:
    ///   - flag: what was given on the command line, if anything.
    ///   - expected: what a right value looks like, for the error: "a whole number from 0 to 65535".
    ///   - parse: `nil` for a wrong value.
    /// - Throws: `ValidationError` (exit code 64) that names the flag or the variable, whichever was wrong.
    func value<Value>(
        _ setting: Setting, flag: String?, default fallback: Value, expected: String, parse: (String) -> Value?
    ) throws -> Value {
        if let flag {
            guard let value = parse(flag) else {
                throw ValidationError("\(setting.flagName) must be \(expected), not '\(flag)'")
            }
            return value
        }
        guard let text = environmentValue(setting) else { return fallback }
        guard let value = parse(text) else {
            let shown = setting == .apiToken ? "" : ", not '\(text)'"
            throw ValidationError("\(setting.variable)\(setting.flagHint) must be \(expected)\(shown)")
        }
        return value
    }

    private func environmentValue(_ setting: Setting) -> String? {
        let text = reader.string(forKey: ConfigKey(setting.path), isSecret: setting == .apiToken)
        return text?.isEmpty == true ? nil : text
    }
}

/// The settings there are. One name gives flag and variable: `data-dir` is `--data-dir` and `DOCKET_DATA_DIR`.
enum Setting: String {
    case dataDirectory = "data-dir"
    case host
    case port
    case apiToken = "api-token"
    case advertisedHost = "advertised-host"
    case allowedHosts = "allowed-hosts"
    case logLevel = "log-level"
    case mode
    case payloadStyle = "payload-style"
    case ordersURL = "orders-url"
    case stepTimeout = "step-timeout"
    case stepRepeats = "step-repeats"
    case faults
    case validateEvents = "validate-events"
    case lifeline
    case crashAt = "crash-at"

    var flagName: String { "--\(rawValue)" }
    var path: [String] { ["docket"] + rawValue.split(separator: "-").map(String.init) }
    var variable: String { path.joined(separator: "_").uppercased() }
    // A secret on a command line can be read by every user of the machine, so the token has no flag.
    fileprivate var flagHint: String { self == .apiToken ? "" : " (\(flagName))" }
}
