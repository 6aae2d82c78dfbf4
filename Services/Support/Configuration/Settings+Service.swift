import Decisions
import Foundation
import Logging
import ServiceKit

/// One function a setting: its default, what is allowed, and how it is written.
extension Settings {
    func dataDirectory(flag: String?) throws -> String {
        try value(.dataDirectory, flag: flag, default: Self.absolute("./.docket"), expected: "a path") { text in
            text.isEmpty ? nil : Self.absolute(text)
        }
    }

    func host(flag: String?) throws -> String {
        try value(.host, flag: flag, default: "127.0.0.1", expected: "an address or a host name without a port") { text in
            Host.isName(text) ? text : nil
        }
    }

    func port(flag: String?, default port: Int) throws -> Int {
        try value(.port, flag: flag, default: port, expected: "a whole number from 0 to 65535") { text in
            Int(text).flatMap { (0...65535).contains($0) ? $0 : nil }
        }
    }

    func apiToken() throws -> APIToken? {
        try value(.apiToken, flag: nil, default: nil, expected: "1 to 512 visible ASCII characters") { text in
            APIToken(text).map(Optional.some)
        }
    }

    func allowedHosts(flag: String?) throws -> [String] {
        try value(.allowedHosts, flag: flag, default: [], expected: "host names without ports, separated by commas") { text in
            let names = text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
            return names.allSatisfy(Host.isName) ? names : nil
        }
    }

    func advertisedHost(flag: String?) throws -> String? {
        try value(.advertisedHost, flag: flag, default: nil, expected: "a host name without a port") { text in
            Host.isName(text) ? text : nil
        }
    }

    func logLevel(flag: String?) throws -> Logger.Level {
        let names = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
        return try value(.logLevel, flag: flag, default: .info, expected: "one of \(names)", parse: Logger.Level.init(rawValue:))
    }

    func mode(flag: String?) throws -> CoordinationMode {
        let names = CoordinationMode.allCases.map(\.rawValue).joined(separator: " or ")
        return try value(.mode, flag: flag, default: .orchestration, expected: names, parse: CoordinationMode.init(rawValue:))
    }

    func payloadStyle(flag: String?) throws -> PayloadStyle {
        let names = PayloadStyle.allCases.map(\.rawValue).joined(separator: " or ")
        return try value(.payloadStyle, flag: flag, default: .stateTransfer, expected: names, parse: PayloadStyle.init(rawValue:))
    }

    func ordersURL(flag: String?) throws -> String? {
        try value(
            .ordersURL, flag: flag, default: nil,
            expected: "an address such as http://127.0.0.1:8101 (\(CallTransport.schemes.joined(separator: ", ")))"
        ) { text in
            guard let url = URL(string: text), CallTransport.schemes.contains(url.scheme ?? ""), let host = url.host(),
                !host.isEmpty
            else {
                return nil
            }
            return String(text.reversed().drop { $0 == "/" }.reversed())
        }
    }

    func timeouts(timeoutFlag: String?, repeatsFlag: String?) throws -> TimeoutPolicy {
        let usual = TimeoutPolicy()
        let timeout = try value(
            .stepTimeout, flag: timeoutFlag, default: usual.stepTimeout, expected: "a number of seconds from 0.01 to 86400"
        ) { text in
            Double(text).flatMap { (0.01...86400).contains($0) ? $0 : nil }
        }
        let repeats = try value(
            .stepRepeats, flag: repeatsFlag, default: usual.repeats, expected: "a whole number from 0 to 100"
        ) { text in
            Int(text).flatMap { (0...100).contains($0) ? $0 : nil }
        }
        return TimeoutPolicy(stepTimeout: timeout, repeats: repeats)
    }

    func faults(flag: Bool) throws -> Bool { try yesOrNo(.faults, flag: flag) }

    func validatesEvents(flag: Bool) throws -> Bool { try yesOrNo(.validateEvents, flag: flag) }

    func lifeline(flag: Bool) throws -> Bool { try yesOrNo(.lifeline, flag: flag) }

    private func yesOrNo(_ setting: Setting, flag: Bool) throws -> Bool {
        try value(setting, flag: flag ? "true" : nil, default: false, expected: "true or false") { text in
            switch text.lowercased() {
            case "true", "1", "yes": true
            case "false", "0", "no": false
            default: nil
            }
        }
    }

    func crashPoint(flag: String?) throws -> CrashPoint? {
        try value(
            .crashAt, flag: flag, default: nil, expected: "one of \(CrashPoint.names), with :N for the Nth passage"
        ) { text in
            CrashPoint(text).map(Optional.some)
        }
    }

    private static func absolute(_ path: String) -> String {
        URL(filePath: path).standardizedFileURL.path(percentEncoded: false)
    }
}
