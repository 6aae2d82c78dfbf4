package import Subprocess

/// Keeps the four services running as child processes, and lets tests and demos do to them what life does.
///
/// A service that ends without being asked to is started again, after a pause that grows while it keeps dying. Whoever
/// holds a service down decides when it comes back. Call ``stop()`` before the program ends.
package actor Supervisor {
    private struct Child {
        /// The loop that runs it again and again; `nil` while the service is meant to be down.
        var loop: Task<Void, Never>?
        var process: RunningProcess?
        var address: String?
        /// The pause before the next start, to be cut short when the service is wanted or unwanted at once.
        var pause: Task<Void, Never>?
        var isWanted = false
        var lastEnd: ProcessEnd?
    }

    private let binaries: Binaries
    private let directory: Installation
    private let settings: ServiceSettings
    private let policy: SupervisionPolicy
    private let probe: any ReadinessProbe
    private let watcher: any SupervisorWatcher
    private var children: [ServiceName: Child] = [:]

    package init(
        binaries: Binaries, dataDirectory: Installation, settings: ServiceSettings, watcher: any SupervisorWatcher,
        policy: SupervisionPolicy = SupervisionPolicy(), probe: any ReadinessProbe = HealthProbe()
    ) {
        self.binaries = binaries
        directory = dataDirectory
        self.settings = settings
        self.watcher = watcher
        self.policy = policy
        self.probe = probe
    }

    // MARK: - All of them

    /// Starts the four and returns when each is ready.
    ///
    /// - Throws: ``ToolFailure`` if one ends or stays silent before it was ever ready. The others are stopped first.
    package func start() async throws {
        for service in ServiceName.allCases { launch(service) }
        do {
            for service in ServiceName.allCases { try await untilReady(service, failIfItEnds: true) }
        } catch {
            await stop()
            throw error
        }
    }

    /// Asks all to finish (SIGTERM), ends those that do not within the grace time (SIGKILL), returns when all are gone.
    package func stop() async {
        await withTaskGroup(of: Void.self) { group in
            for service in ServiceName.allCases {
                group.addTask { await self.stop(service) }
            }
        }
    }

    // MARK: - One of them

    /// Starts a service that is down, or does not wait any longer to start one that died; returns when it is ready.
    package func start(_ service: ServiceName) async throws {
        launch(service)
        try await untilReady(service, failIfItEnds: false)
    }

    /// Asks it to finish, and holds it down.
    package func stop(_ service: ServiceName) async {
        await holdDown(service, by: .terminate)
    }

    /// Ends it with this signal and holds it down until ``start(_:)-(ServiceName)`` is called.
    package func holdDown(_ service: ServiceName, by signal: Signal = .kill) async {
        guard let loop = children[service]?.loop else { return }
        children[service]?.isWanted = false
        children[service]?.pause?.cancel()
        try? send(signal, to: service)  // Already gone is what we want.
        // A paused process would not see SIGTERM before it goes on.
        try? send(.resume, to: service)
        let grace = policy.grace
        let reaper = Task {
            try await Task.sleep(for: grace)
            try self.send(.kill, to: service)
        }
        await loop.value
        reaper.cancel()
    }

    /// Finishes it in good order and starts it again.
    package func restart(_ service: ServiceName) async throws {
        await stop(service)
        try await start(service)
    }

    /// Sends a signal and does nothing else: a killed service comes back by itself, as at any death.
    package func kill(_ service: ServiceName, _ signal: Signal = .kill) throws {
        try send(signal, to: service)
    }

    /// Freezes it (SIGSTOP): it holds its locks and connections and answers nobody.
    package func pause(_ service: ServiceName) throws {
        try send(.suspend, to: service)
    }

    package func `continue`(_ service: ServiceName) throws {
        try send(.resume, to: service)
    }

    /// `nil` while it does not run.
    package func pid(of service: ServiceName) -> Int32? { children[service]?.process?.pid }

    /// Where it listens; `nil` until it is ready. With port 0 it is another one after each start.
    package func url(of service: ServiceName) -> String? { children[service]?.address }

    /// Waits until a service that dies and comes back is ready again.
    package func untilReady(_ service: ServiceName) async throws {
        try await untilReady(service, failIfItEnds: false)
    }
}

// MARK: - The loop around one process

extension Supervisor {
    private func launch(_ service: ServiceName) {
        children[service, default: Child()].isWanted = true
        children[service]?.pause?.cancel()
        guard children[service]?.loop == nil else { return }
        children[service]?.lastEnd = nil
        children[service]?.loop = Task { await self.keepRunning(service) }
    }

    private func keepRunning(_ service: ServiceName) async {
        var backoff = Backoff(policy)
        while children[service]?.isWanted == true {
            let start = ContinuousClock.now
            let end = await runOnce(service)
            children[service]?.process = nil
            children[service]?.address = nil
            children[service]?.lastEnd = end
            watcher.happened(.ended(service, end))
            guard children[service]?.isWanted == true else { break }
            let pause = backoff.pause(afterRunning: .now - start)
            watcher.happened(.startsAgain(service, after: pause))
            await rest(service, for: pause)
        }
        children[service]?.loop = nil
    }

    private func runOnce(_ service: ServiceName) async -> ProcessEnd {
        let watcher = watcher
        return await ChildProcess.run(
            binaries.path(of: service), arguments: settings.arguments(for: service, in: directory),
            environment: settings.environment,
            onStart: { await self.started(service, $0) },
            onLine: { watcher.logged($0, by: service) })
    }

    private func rest(_ service: ServiceName, for pause: Duration) async {
        // Cancelled when somebody decides about the service in the meantime.
        let task = Task { _ = try? await Task.sleep(for: pause) }
        children[service]?.pause = task
        await task.value
        children[service]?.pause = nil
    }

    private func started(_ service: ServiceName, _ process: RunningProcess) {
        children[service]?.process = process
        watcher.happened(.started(service, pid: process.pid))
        // Held down while it was being started.
        if children[service]?.isWanted != true { try? process.send(.terminate) }
        Task { await self.watchStart(of: service, process) }
    }

    private func watchStart(of service: ServiceName, _ process: RunningProcess) async {
        let deadline = process.startedAt + policy.readyWithin
        while children[service]?.process?.pid == process.pid {
            if let address = await probe.address(of: service, pid: process.pid, in: directory) {
                guard children[service]?.process?.pid == process.pid else { return }
                children[service]?.address = address
                return watcher.happened(.ready(service, pid: process.pid, address: address))
            }
            guard .now < deadline else { return watcher.happened(.slow(service, pid: process.pid)) }
            // Only a cancelled task wakes early, and this one is not cancelled.
            _ = try? await Task.sleep(for: policy.lookEvery)
        }
    }

    private func untilReady(_ service: ServiceName, failIfItEnds: Bool) async throws {
        let deadline = ContinuousClock.now + policy.readyWithin
        while children[service]?.address == nil {
            if failIfItEnds, let end = children[service]?.lastEnd {
                throw ToolFailure(
                    Self.status(for: end), "\(service) \(end); its last lines say why: \(directory.logPath(of: service))")
            }
            guard .now < deadline else {
                throw ToolFailure(.failed, "\(service) is not ready after \(policy.readyWithin)")
            }
            try await Task.sleep(for: policy.lookEvery)
        }
    }

    /// Passes on the exit codes that mean the same for the whole: a port or a directory that somebody else has.
    private static func status(for end: ProcessEnd) -> ExitStatus {
        guard case .exited(let code) = end, let status = ExitStatus(rawValue: code), status != .ok else { return .failed }
        return status
    }

    private func send(_ signal: Signal, to service: ServiceName) throws {
        guard let process = children[service]?.process else {
            throw ToolFailure(.failed, "\(service) does not run")
        }
        try process.send(signal)
    }
}
