@testable import DocketSupervisor
import Foundation
import Subprocess
import Synchronization

/// A program that runs beside the test: `docket up`, or one service.
final class RunningProgram: Sendable {
    private struct State {
        var process: RunningProcess?
        var lines: [String] = []
    }

    /// Shared with the task around the process, which outlives nothing of the test's.
    private final class Record: Sendable {
        let state = Mutex(State())
    }

    private let record: Record
    private let run: Task<ProcessEnd, Never>

    convenience init(_ name: String, _ arguments: [String], environment: [String: String] = [:]) {
        self.init(path: Program.path(name), arguments, environment: environment)
    }

    /// What a user types at a shell.
    convenience init(shell script: String) { self.init(path: "/bin/sh", ["-c", script], environment: [:]) }

    private init(path: String, _ arguments: [String], environment: [String: String]) {
        let record = Record()
        self.record = record
        run = Task {
            await ChildProcess.run(
                path, arguments: arguments, environment: environment,
                onStart: { process in record.state.withLock { $0.process = process } },
                onLine: { line in record.state.withLock { $0.lines.append(line) } })
        }
    }

    /// Its output so far, standard output and standard error.
    var lines: [String] { record.state.withLock { $0.lines } }

    /// Of `docket up`: true when all are ready.
    var servicesAreReady: Bool { lines.contains { $0.contains("services are ready") } }

    /// `nil` until it is started.
    var pid: Int32? { record.state.withLock { $0.process?.pid } }

    /// Returns when it has ended by itself or by a signal.
    func end() async -> ProcessEnd { await run.value }

    /// Sends a signal and waits for the end.
    @discardableResult
    func stop(by signal: Signal = .interrupt) async -> ProcessEnd {
        // Gone already is what is wanted here; how it ended is what counts.
        try? record.state.withLock { $0.process }?.send(signal)
        return await end()
    }
}
