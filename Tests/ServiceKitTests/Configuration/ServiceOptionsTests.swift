import ArgumentParser
import Contracts
import Decisions
import FulfilmentSupport
import Logging
import Messaging
import ServiceKit
import Testing

@Suite struct ServiceOptionsTests {
    private func configuration(_ arguments: [String] = [], _ environment: [String: String] = [:]) throws -> ServiceConfiguration {
        try ServiceOptions.parse(arguments).configuration(service: "stock", defaultPort: 8102, environment: environment)
    }

    @Test func `nothing given means the defaults`() throws {
        let made = try configuration()
        #expect(made.service == "stock")
        #expect(made.dataDirectory.hasSuffix("/.docket"))
        #expect(made.dataDirectory.hasPrefix("/"))
        #expect(made.host == "127.0.0.1")
        #expect(made.port == 8102)
        #expect(made.apiToken == nil)
        #expect(made.allowedHosts.isEmpty)
        #expect(made.logLevel == .info)
        #expect(made.defaultMode == .orchestration)
        #expect(made.defaultPayloadStyle == .stateTransfer && made.publisherURL == nil)
        #expect(made.timeouts.stepTimeout == 10)
        #expect(made.timeouts.repeats == 2)
        #expect(!made.faultsEnabled)
        #expect(!made.validatesEvents)
        #expect(made.crashPoint == nil)
    }

    @Test func `every setting is taken from the environment`() throws {
        let made = try configuration(
            [],
            [
                "DOCKET_DATA_DIR": "/var/lib/docket", "DOCKET_HOST": "0.0.0.0", "DOCKET_PORT": "0",
                "DOCKET_API_TOKEN": "s3cret", "DOCKET_ALLOWED_HOSTS": "stock, Docket.example", "DOCKET_LOG_LEVEL": "debug",
                "DOCKET_MODE": "choreography", "DOCKET_STEP_TIMEOUT": "0.5", "DOCKET_STEP_REPEATS": "0",
                "DOCKET_FAULTS": "1", "DOCKET_VALIDATE_EVENTS": "yes", "DOCKET_CRASH_AT": "midRelay:3",
                "DOCKET_PAYLOAD_STYLE": "notification", "DOCKET_ORDERS_URL": "http://orders:8101/",
            ])
        #expect(made.dataDirectory == "/var/lib/docket")
        #expect(made.host == "0.0.0.0")
        #expect(made.port == 0)
        #expect(made.apiToken?.matches("s3cret") == true)
        #expect(made.allowedHosts == ["stock", "docket.example"])
        #expect(made.logLevel == .debug)
        #expect(made.defaultMode == .choreography)
        #expect(made.defaultPayloadStyle == .notification && made.publisherURL == "http://orders:8101")
        #expect(made.timeouts.stepTimeout == 0.5)
        #expect(made.timeouts.repeats == 0)
        #expect(made.faultsEnabled)
        #expect(made.validatesEvents)
        #expect(made.crashPoint == CrashPoint(.midRelay, passage: 3))
    }

    @Test(arguments: StepBoundary.allCases) func `a service can be made to die at each boundary`(boundary: StepBoundary) throws {
        #expect(try configuration(["--crash-at", boundary.rawValue]).crashPoint == CrashPoint(boundary, passage: 1))
        #expect(ServiceOptions.helpMessage().contains(boundary.rawValue))
    }

    @Test func `a flag wins over the environment`() throws {
        let made = try configuration(
            ["--port", "9000", "--mode", "orchestration", "--faults"],
            ["DOCKET_PORT": "9001", "DOCKET_MODE": "choreography", "DOCKET_FAULTS": "false"])
        #expect(made.port == 9000)
        #expect(made.defaultMode == .orchestration)
        #expect(made.faultsEnabled)
    }

    @Test func `an empty variable counts as absent`() throws {
        let made = try configuration([], ["DOCKET_PORT": "", "DOCKET_API_TOKEN": "", "DOCKET_FAULTS": ""])
        #expect(made.port == 8102)
        #expect(made.apiToken == nil)
    }

    struct Wrong: CustomTestStringConvertible {
        var arguments: [String] = []
        var environment: [String: String] = [:]
        var named: [String]
        var testDescription: String { "\(arguments) \(environment)" }
    }

    @Test(arguments: [
        Wrong(arguments: ["--port", "65536"], named: ["--port", "0 to 65535", "'65536'"]),
        Wrong(environment: ["DOCKET_PORT": "http"], named: ["DOCKET_PORT", "--port", "0 to 65535", "'http'"]),
        Wrong(arguments: ["--mode", "both"], named: ["--mode", "choreography or orchestration"]),
        Wrong(environment: ["DOCKET_LOG_LEVEL": "loud"], named: ["DOCKET_LOG_LEVEL", "trace, debug, info"]),
        Wrong(arguments: ["--step-timeout", "nan"], named: ["--step-timeout", "seconds"]),
        Wrong(arguments: ["--step-timeout", "0"], named: ["--step-timeout", "seconds"]),
        Wrong(environment: ["DOCKET_STEP_REPEATS": "-1"], named: ["DOCKET_STEP_REPEATS", "0 to 100"]),
        Wrong(environment: ["DOCKET_FAULTS": "perhaps"], named: ["DOCKET_FAULTS", "true or false"]),
        Wrong(
            environment: ["DOCKET_CRASH_AT": "somewhere"], named: ["DOCKET_CRASH_AT", "--crash-at", "beforeCommit", "somewhere"]),
        Wrong(arguments: ["--crash-at", "midRelay:0"], named: ["--crash-at", ":N"]),
        Wrong(arguments: ["--crash-at", "midRelay:"], named: ["--crash-at", ":N"]),
        Wrong(arguments: ["--host", "127.0.0.1:80"], named: ["--host", "without a port"]),
        Wrong(environment: ["DOCKET_ALLOWED_HOSTS": "http://a"], named: ["DOCKET_ALLOWED_HOSTS", "without ports"]),
        Wrong(arguments: ["--data-dir", ""], named: ["--data-dir", "a path"]),
        Wrong(environment: ["DOCKET_API_TOKEN": "two words"], named: ["DOCKET_API_TOKEN", "visible ASCII"]),
        Wrong(arguments: ["--host", "0.0.0.0"], named: ["--host", "DOCKET_HOST", "set DOCKET_API_TOKEN"]),
        Wrong(environment: ["DOCKET_HOST": "192.168.1.5"], named: ["DOCKET_HOST", "set DOCKET_API_TOKEN"]),
    ])
    func `a wrong setting ends the program with 64 and says which one it is`(wrong: Wrong) throws {
        let error = try #require(throws: ValidationError.self) { try configuration(wrong.arguments, wrong.environment) }
        for text in wrong.named {
            #expect(error.message.contains(text))
        }
        #expect(ServiceOptions.exitCode(for: error).rawValue == 64)
    }

    @Test func `a wrong token is not repeated in the error`() throws {
        let error = try #require(throws: ValidationError.self) { try configuration([], ["DOCKET_API_TOKEN": "my secret"]) }
        #expect(!error.message.contains("my secret"))
    }

    @Test(arguments: ["127.0.0.1", "127.1.2.3", "localhost", "::1", "[::1]"])
    func `loopback needs no token`(host: String) throws {
        #expect(try configuration(["--host", host]).host == host)
    }
}
