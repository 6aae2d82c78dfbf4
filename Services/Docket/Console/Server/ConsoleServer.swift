import DocketClient
import DocketCommandLine
package import DocketInstallation
import Foundation
import Logging
package import ServiceKit
import ServiceLifecycle
import UnixSignals

/// The console of one installation: it reads the log and the files, and calls the services only for what a person does.
package struct ConsoleServer: Service {
    /// How often the log is looked at: as often as a screen can show something new.
    private static let pause = Duration.milliseconds(33)

    private let installation: Installation
    let log: FlowLog
    let server: HTTPServer

    /// - Parameters:
    ///   - port: 0 for any free one.
    ///   - mayAct: False for a copy, or where nothing runs: then people can only look.
    ///   - onRunning: Called with the address once it listens.
    /// - Throws: ``UnreadableFile`` if there is no log.
    package init(
        _ installation: Installation, host: String = "127.0.0.1", port: Int, token: APIToken?, mayAct: Bool,
        onRunning: @escaping @Sendable (String) -> Void
    ) throws {
        self.installation = installation
        log = try FlowLog(installation)
        let configuration = ServiceConfiguration(
            service: "console", dataDirectory: installation.path, host: host, port: port, apiToken: token)
        let files = try PageFiles()
        let routes = ConsoleRoutes(
            installation: installation, log: log, actions: mayAct ? ConsoleActions(api: DocketAPI(installation)) : nil)
        server = buildHTTPServer(
            configuration: configuration, registry: PrometheusRegistry(),
            logger: JSONLinesLogHandler.logger(service: "console", level: .warning), readiness: { [] },
            onServerRunning: { onRunning("http://\(Host.isWildcard(host) ? "127.0.0.1" : host):\($0)") },
            openRoutes: files.add(to:), routes: routes.add(to:))
    }

    /// Serves until it is cancelled, or the process is asked to stop.
    package func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            group.addTask { try await follow() }
            // Whichever ends first ends the other.
            try await group.next()
            group.cancelAll()
        }
    }

    /// The same for a program of its own: until SIGINT or SIGTERM.
    func serveUntilStopped() async throws {
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: self)], gracefulShutdownSignals: [.sigterm, .sigint],
                logger: JSONLinesLogHandler.logger(service: "console", level: .error)))
        try await group.run()
    }

    /// What the services ask for too.
    package static func token() throws -> APIToken? {
        let text = ProcessInfo.processInfo.environment["DOCKET_API_TOKEN", default: ""]
        guard !text.isEmpty else { return nil }
        guard let token = APIToken(text) else {
            throw ToolFailure(.usage, "DOCKET_API_TOKEN must be 1 to 512 visible ASCII characters")
        }
        return token
    }

    private func follow() async throws {
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            // A log that cannot be read at the moment, such as one that is being restored, is looked at again.
            let read = (try? log.takeUp()) ?? 0
            if read == 0 { try await Task.sleep(for: Self.pause) }
        }
    }
}
