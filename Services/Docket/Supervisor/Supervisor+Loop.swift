import DocketCommandLine
package import DocketInstallation
package import Subprocess
import Synchronization

// The loop around one process: start, wait for its end, pause, start again.
extension Supervisor {
    /// One service as the supervisor sees it.
    struct Child {
        /// The loop that runs it again and again; `nil` while the service is meant to be down.
        var loop: Task<Void, Never>?
        package var process: RunningProcess?
        var address: String?
        /// The pause before the next start, to be cut short when the service is wanted or unwanted at once.
        var pause: Task<Void, Never>?
        var isWanted = false
        /// The environment of the next process, and of none after it.
        var environmentOnce: [String: String] = [:]
        /// How it ended before it was ever ready; that fails the start of the whole.
        package var failure: String?
        var failureStatus = ExitStatus.failed
    }

    func launch(_ service: ServiceName) {
        children[service, default: Child()].isWanted = true
        children[service]?.pause?.cancel()
        guard children[service]?.loop == nil else { return }
        children[service]?.failure = nil
        children[service]?.loop = Task { await self.keepRunning(service) }
    }

    private func keepRunning(_ service: ServiceName) async {
        var backoff = Backoff(policy)
        while children[service]?.isWanted == true {
            let start = ContinuousClock.now
            let (end, lastLine) = await runOnce(service)
            let wasReady = children[service]?.address != nil
            children[service]?.process = nil
            children[service]?.address = nil
            watcher.happened(.ended(service, end))
            guard children[service]?.isWanted == true else { break }
            guard wasReady || !isStarting else {
                // What prevents it now will prevent it in a moment: the caller gets the error instead.
                children[service]?.failure = "\(service) \(end)" + (lastLine.map { ": \($0)" } ?? "")
                children[service]?.failureStatus = Self.status(for: end)
                break
            }
            guard end != .exited(ExitStatus.directoryUnusable.rawValue) else {
                let failure = ToolFailure(.directoryUnusable, "\(service) cannot go on" + (lastLine.map { ": \($0)" } ?? ""))
                children[service]?.failure = failure.message
                children[service]?.failureStatus = failure.status
                refuse.yield(failure)
                break
            }
            let pause = backoff.pause(afterRunning: .now - start)
            watcher.happened(.startsAgain(service, after: pause))
            await rest(service, for: pause)
        }
        children[service]?.loop = nil
    }

    private func runOnce(_ service: ServiceName) async -> (end: ProcessEnd, lastLine: String?) {
        let watcher = watcher
        let lastLine = LastLine()
        let once = children[service]?.environmentOnce ?? [:]
        children[service]?.environmentOnce = [:]
        let end = await ChildProcess.run(
            binaries.path(of: service), arguments: settings.arguments(for: service, in: directory),
            environment: settings.environment.merging(once) { $1 }.merging(["DOCKET_LIFELINE": "true"]) { $1 },
            input: lifeline.children,
            onStart: { await self.started(service, $0) },
            onLine: { line in
                lastLine.set(line)
                watcher.logged(line, by: service)
            })
        return (end, lastLine.text)
    }

    private func rest(_ service: ServiceName, for pause: Duration) async {
        // Cancelled when the service is started or stopped in the meantime.
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

    /// Passes on the exit codes that mean the same for the whole: a port or a directory that is taken.
    private static func status(for end: ProcessEnd) -> ExitStatus {
        guard case .exited(let code) = end, let status = ExitStatus(rawValue: code), status != .ok else { return .failed }
        return status
    }

    package func send(_ signal: Signal, to service: ServiceName) throws {
        guard let process = children[service]?.process else {
            throw ToolFailure(.failed, "\(service) does not run")
        }
        try process.send(signal)
    }
}

/// The last line that a process wrote: the best guess at why it ended.
private final class LastLine: Sendable {
    private let line = Mutex<String?>(nil)
    var text: String? { line.withLock { $0 } }
    func set(_ text: String) { line.withLock { $0 = text } }
}
