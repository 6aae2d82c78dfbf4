package import ArgumentParser
import Contracts
import Decisions
import DocketCommandLine
import DocketConsole
import DocketInstallation
import DocketSupervisor
import Foundation
import ServiceKit

/// `docket up`.
package struct UpCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "up",
        abstract: "Start the services, show their logs, restart one that dies, stop all on Ctrl-C.",
        discussion: """
            Examples:
              docket up                         orders on 8101, stock 8102,
                                                shipping 8103, dispatch 8104
              docket up --mode choreography     new orders have no coordinator,
                                                unless they say otherwise
              docket up --port-base 0 --data-dir /tmp/d
                                                any free ports, another directory
              docket up --no-console            without the page on 8100

            Each service is a process of its own. Kill one (docket status shows its id)
            and watch it come back: after 0.25 s, then after twice as long each time, at
            most 10 s. Their log lines are kept in <data-dir>/logs.

            --retain removes old messages from the log every ten seconds, never one that a
            service still needs; each service then forgets the same messages in its inbox.
            What is removed can no longer be replayed, traced or verified.

            Settings that all services know, such as DOCKET_API_TOKEN or
            DOCKET_STEP_TIMEOUT, are passed on from the environment.

            The services stop when docket up ends, in whatever way: also by kill -9.

            Before it starts anything it makes sure that the files in the data directory
            belong together: that no database is older than the others, lost, or from
            another directory. What does not fit is named with the command that mends it.

            Exit codes: 0 stopped, 1 a service cannot start, or did not stop and had to be
            killed, 69 a port is taken, 73 the
            data directory is in use, or its files do not belong together.
            """)

    @OptionGroup var location: InstallationOption

    @Option(help: .init("Who coordinates new orders that do not say: choreography or orchestration.", valueName: "mode"))
    var mode: CoordinationMode?

    @Option(help: .init("Payload style of new orders that do not say: notification or state-transfer.", valueName: "style"))
    var payloadStyle: PayloadStyle?

    @Option(help: .init("Port of orders; the others take the next three. 0: any free ports.", valueName: "port"))
    var portBase = 8101

    @Flag(name: .shortAndLong, help: "Show starts and stops only; log lines still go to the files.")
    var quiet = false

    @Option(help: .init("Least level that the services log: trace, debug, info, warning, error.", valueName: "level"))
    var logLevel: String?

    @Flag(help: "Open /faults on each service, and let people break things in the console.")
    var faults = false

    @Flag(inversion: .prefixedNo, help: "Serve the console, a page for a browser, on the port before that of orders.")
    var console = true

    @Option(
        help: .init(
            "Keep so much of the log and remove what is older: a number of messages, or 15m, 1h, 7d. (default: all of it)",
            valueName: "messages|age"))
    var retain: RetentionRule?

    package init() {}

    package func validate() throws {
        guard portBase == 0 || (1...65532).contains(portBase) else {
            throw ValidationError("--port-base is 0 or a port from 1 to 65532")
        }
    }

    package func run() async throws {
        let installation = location.installation
        let lock = try DirectoryLock(name: "docket", in: installation.create())
        try refuseLeftServices(in: installation)
        try refuseMismatch(in: installation)
        let stop = StopSignals()
        let terminal = Terminal.standardOutput
        let output = LogOutput {
            "... \($0.grouped) lines are not shown, because they were not read; all are in \(installation.path)logs"
        } write: { lines in
            terminal.write(String(decoding: lines.dropLast(), as: UTF8.self))
        }
        defer { output.flush() }
        let watcher = UpTerminal(files: try LogFiles(in: installation), terminal: terminal, output: output, isQuiet: quiet)
        let supervisor = try Supervisor(
            binaries: try .besideThisProgram(), dataDirectory: installation, settings: settings, watcher: watcher)

        let starting = Task { try await supervisor.start() }
        let signalled = Task {
            let name = await stop.first()
            // While starting, this ends the start, which then stops what runs; afterwards it does nothing.
            starting.cancel()
            return name
        }
        do {
            try await starting.value
        } catch is CancellationError {
            throw ToolFailure(.tryLater, "\(await signalled.value) while starting; all services are stopped")
        }
        let served = await serveConsole(of: installation, output)
        await greet(supervisor, served?.address, on: output)
        let retention = retain.map { rule in
            Task { await LogRetention(installation: installation, rule: rule).run { output.write("retention: \($0)") } }
        }
        let end = await Self.first(signalled, supervisor.refusals)
        retention?.cancel()
        switch end {
        case .success(let reason): output.write("\n\(reason): stopping, at most 10 s")
        case .failure: output.write("\nstopping, at most 10 s")
        }
        // Before the services: the last of them brings the log into one file.
        served?.page.cancel()
        await served?.page.value
        await supervisor.stop()
        lock.release()
        _ = try end.get()
        try await supervisor.checkHasFinished()
    }

    /// What comes first: a signal, or a service that cannot go on.
    private static func first(
        _ signalled: Task<String, Never>, _ refusals: AsyncStream<ToolFailure>
    ) async -> Result<String, ToolFailure> {
        let (ends, end) = AsyncStream.makeStream(of: Result<String, ToolFailure>.self)
        let waiting = [
            Task { _ = end.yield(.success(await signalled.value)) },
            Task { for await failure in refusals { _ = end.yield(.failure(failure)) } },
        ]
        defer { for task in waiting { task.cancel() } }
        for await first in ends { return first }
        return .success("cancelled")
    }

    /// Without the page the services do all the same: what prevents it is said, and ends nothing.
    ///
    /// - Returns: Where it listens, once it does; `nil` if it does not.
    private func serveConsole(of installation: Installation, _ output: LogOutput) async -> (
        page: Task<Void, Never>, address: String
    )? {
        guard console else { return nil }
        let port = portBase > 0 ? portBase - 1 : 0
        let (addresses, address) = AsyncStream.makeStream(of: String.self)
        let page = Task {
            defer { address.finish() }
            do {
                let server = try ConsoleServer(
                    installation, port: port, token: try ConsoleServer.token(), mayAct: true, mayBreak: faults
                ) {
                    _ = address.yield($0)
                }
                try await server.run()
            } catch is CancellationError {
            } catch {
                output.write("no console: \(error)")
            }
        }
        for await first in addresses { return (page, first) }
        return nil
    }

    private var settings: ServiceSettings {
        var settings = ServiceSettings()
        settings.portBase = portBase
        settings.mode = mode
        settings.payloadStyle = payloadStyle
        settings.faults = faults
        settings.logLevel = logLevel
        return settings
    }

    /// Services that were started by hand hold their locks; starting them again would only fail in a loop.
    private func refuseLeftServices(in installation: Installation) throws {
        let left = ServiceName.allCases.compactMap { service in installation.holder(of: service).map { (service, $0.pid) } }
        guard !left.isEmpty else { return }
        let names = left.map { service, pid in "\(service)" + (pid.map { " (process \($0))" } ?? "") }.joined(separator: ", ")
        let pids = left.compactMap(\.1).map(String.init).joined(separator: " ")
        throw ToolFailure(
            .directoryUnusable, "services still run in \(installation.path): \(names); stop them first: kill \(pids)")
    }

    private func refuseMismatch(in installation: Installation) throws {
        let problems = try installation.historyProblems()
        guard !problems.isEmpty else { return }
        let sentences = problems.map(\.description).joined(separator: "\n       ")
        throw ToolFailure(.directoryUnusable, "the files in \(installation.path) do not belong together: \(sentences)")
    }

    private func greet(_ supervisor: Supervisor, _ console: String?, on output: LogOutput) async {
        var addresses: [ServiceName: String] = [:]
        for service in ServiceName.allCases { addresses[service] = await supervisor.url(of: service) }
        output.write(Greeting(addresses: addresses, console: console, dataDirectory: location.path).text)
    }
}
