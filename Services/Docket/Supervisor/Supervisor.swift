package import DocketCommandLine
package import DocketInstallation
package import Subprocess

/// Keeps the services running as child processes, and lets tests and demos stop, freeze and kill them.
///
/// A service that ends without being asked to is started again, after a pause that grows while it keeps dying. A caller that
/// holds a service down decides when it comes back. Call ``stop()`` before the program ends.
package actor Supervisor {
    package let binaries: Binaries
    package let directory: Installation
    package let settings: ServiceSettings
    package let policy: SupervisionPolicy
    let probe: any ReadinessProbe
    package let watcher: any SupervisorWatcher
    var children: [ServiceName: Child] = [:]
    var isStarting = false
    /// Services that did not finish by themselves when they were asked to.
    private var killed: Set<ServiceName> = []
    let lifeline: LifelinePair
    /// Why a service ended that will not run again by itself: its files do not belong together. The caller stops all of it then.
    package nonisolated let refusals: AsyncStream<ToolFailure>
    let refuse: AsyncStream<ToolFailure>.Continuation

    /// - Throws: ``ToolFailure`` if the operating system has nothing left to start processes with.
    package init(
        binaries: Binaries, dataDirectory: Installation, settings: ServiceSettings, watcher: any SupervisorWatcher,
        policy: SupervisionPolicy = SupervisionPolicy(), probe: any ReadinessProbe = HealthProbe()
    ) throws(ToolFailure) {
        try OpenFiles.prepare()
        lifeline = try LifelinePair()
        (refusals, refuse) = AsyncStream.makeStream(of: ToolFailure.self)
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
        isStarting = true
        defer { isStarting = false }
        for service in ServiceName.allCases { launch(service) }
        do {
            for service in ServiceName.allCases { try await untilReady(service) }
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
    ///
    /// - Parameter environment: For this one process only, in addition to that of all. If it dies, its successor goes without.
    package func start(_ service: ServiceName, once environment: [String: String] = [:]) async throws {
        children[service, default: Child()].environmentOnce = environment
        launch(service)
        try await untilReady(service)
    }

    /// Fails if a service had to be killed because it did not finish by itself.
    package func checkHasFinished() throws {
        guard !killed.isEmpty else { return }
        let names = killed.map(\.rawValue).sorted().joined(separator: ", ")
        throw ToolFailure(
            .failed, "\(names) did not stop within \(policy.grace.asSeconds) and had to be killed; what was confirmed is kept")
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
            self.killed.insert(service)
        }
        await loop.value
        reaper.cancel()
    }

    /// Finishes it in good order and starts it again.
    func restart(_ service: ServiceName) async throws {
        await stop(service)
        try await start(service)
    }

    /// Sends a signal and does nothing else: a killed service comes back by itself, as at any death.
    package func kill(_ service: ServiceName, _ signal: Signal = .kill) throws {
        try send(signal, to: service)
    }

    /// Freezes it (SIGSTOP): it holds its locks and connections and answers no call.
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
    ///
    /// - Throws: ``ToolFailure`` when it takes too long, or it was never ready since ``start()-()`` and never will be.
    package func untilReady(_ service: ServiceName) async throws {
        let deadline = ContinuousClock.now + policy.readyWithin
        while children[service]?.address == nil {
            if let failure = children[service]?.failure {
                throw ToolFailure(children[service]?.failureStatus ?? .failed, failure)
            }
            guard .now < deadline else {
                throw ToolFailure(.failed, "\(service) is not ready after \(policy.readyWithin.asSeconds)")
            }
            try await Task.sleep(for: policy.lookEvery)
        }
    }
}
