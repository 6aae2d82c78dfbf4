package import CompactJSON
import DocketClient
import DocketCommandLine
package import DocketInstallation
import Foundation
import Logging
package import ServiceKit
import ServiceLifecycle
package import UnixSignals

/// The console of one installation: it reads the log and the files, and calls the services only for what a person does.
package struct ConsoleServer: Sendable {
    /// Between two looks at the log.
    fileprivate static let pause = Duration.milliseconds(33)

    let log: FlowLog
    let server: HTTPServer
    private let logger: Logger

    /// - Parameters:
    ///   - port: 0 for any free one.
    ///   - mayAct: False lets people only look, whatever runs.
    ///   - mayBreak: True to let people kill services and play with faults: only for services that were started for it.
    ///   - onMeasured: Called with what a page reports of its own speed; without it there is nothing to report to.
    ///   - onRunning: Called with the address once it listens.
    /// - Throws: ``UnreadableFile`` if there is no log.
    package init(
        _ installation: Installation, host: String = "127.0.0.1", port: Int, token: APIToken?, mayAct: Bool,
        mayBreak: Bool = false,
        onMeasured: (@Sendable (JSONValue) -> Void)? = nil, onRunning: @escaping @Sendable (String) -> Void
    ) throws {
        log = try FlowLog(installation)
        let configuration = ServiceConfiguration(
            service: "console", dataDirectory: installation.path, host: host, port: port, apiToken: token)
        logger = JSONLinesLogHandler.logger(service: "console", level: .warning)
        let files = try PageFiles()
        let routes = ConsoleRoutes(
            installation: installation, log: log, actions: mayAct ? ConsoleActions(api: DocketAPI(installation)) : nil,
            play: mayBreak ? PlayRoutes(installation) : nil, onMeasured: onMeasured)
        server = buildHTTPServer(
            configuration: configuration, registry: PrometheusRegistry(),
            logger: logger, readiness: { [] },
            onServerRunning: { onRunning("http://\(Host.isWildcard(host) ? "127.0.0.1" : host):\($0)") },
            openRoutes: files.add(to:), routes: routes.add(to:))
    }

    /// Serves until it is cancelled, or one of these signals comes; answers that are under way are then finished first.
    package func run(until signals: [UnixSignal] = []) async throws {
        var configuration = ServiceGroupConfiguration(
            services: [.init(service: server), .init(service: Follower(log: log, logger: logger))],
            gracefulShutdownSignals: signals, logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(2)
        let group = ServiceGroup(configuration: configuration)
        // The last who has the log open brings it into one file, and a reader cannot: it must not be the last.
        defer { log.close() }
        // In a task of its own, which the end of this one does not cut off.
        let running = Task.detached { try await group.run() }
        try await withTaskCancellationHandler {
            try await running.value
        } onCancel: {
            Task { await group.triggerGracefulShutdown() }
        }
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

    /// Waits until the log has been folded to its end, or what was its end a moment ago.
    package func untilCaughtUp() async throws {
        let end = try log.end()
        while log.last < end { try await Task.sleep(for: Self.pause) }
    }
}

/// Takes up what the log has more, as often as a screen can show something new.
private struct Follower: Service {
    let log: FlowLog
    let logger: Logger

    func run() async throws {
        var isFailing = false
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            do {
                let read = try log.takeUp()
                isFailing = false
                if read == 0 { try await Task.sleep(for: ConsoleServer.pause) }
            } catch is CancellationError {
                return
            } catch {
                // It is tried for ever, and said once.
                if !isFailing { logger.warning("the log cannot be read at the moment", metadata: ["error": "\(error)"]) }
                isFailing = true
                try await Task.sleep(for: .seconds(1))
            }
        }
    }
}
