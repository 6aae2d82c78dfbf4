import DocketCommandLine
import DocketLoad
import Foundation

/// One measurement from its start to its end: where it works, how often it repeats, and whether it is to stop.
struct BenchSession: Sendable {
    /// Empty at the start, removed at the end.
    let directory: URL
    let runs: Int
    let seed: UInt64
    let stop: StopFlag
    /// Progress, for the person who waits.
    let report: @Sendable (String) -> Void

    /// Lets `body` measure. On a signal it is cancelled and its child processes are ended; the directory goes in any case.
    static func run(
        runs: Int, seed: UInt64, report: @escaping @Sendable (String) -> Void,
        _ body: @escaping @Sendable (BenchSession) async throws -> [Figure]
    ) async throws -> BenchReport {
        let directory = FileManager.default.temporaryDirectory
            .appending(path: "docket-bench-\(UUID().uuidString)", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer {
            // Nothing depends on it any more; what cannot be removed lies in the temporary directory.
            try? FileManager.default.removeItem(at: directory)
        }
        let session = BenchSession(directory: directory, runs: runs, seed: seed, stop: StopFlag(), report: report)
        session.reportDisk()
        let work = Task { try await body(session) }
        let stopSignals = StopSignals()
        let signals = Task {
            _ = await stopSignals.first()
            session.stop.set()
            work.cancel()
        }
        defer { signals.cancel() }
        do {
            return BenchReport(machine: .current(directory: directory), figures: try await work.value)
        } catch {
            guard session.stop.isSet else { throw error }
            throw ToolFailure(.tryLater, "stopped before the end; nothing was left behind")
        }
    }

    private func reportDisk() {
        let path = directory.deletingLastPathComponent().path(percentEncoded: false)
        guard let disk = Disk.under(directory) else { return report("measuring in \(path)") }
        report("measuring in \(path), \(disk)")
        if disk.isMemory { report("this is memory: commits cost nothing here; name a real disk with TMPDIR") }
    }

    /// Ends the measurement when it is to stop. Call it between two pieces of work.
    func checkStop() throws {
        if stop.isSet { throw ToolFailure(.tryLater, "stopped") }
    }

    /// A new directory inside ``directory``, removed when `body` is through: no measurement finds what another has left.
    func withDirectory<Result>(_ name: String, _ body: (URL) async throws -> Result) async throws -> Result {
        try checkStop()
        let url = directory.appending(path: name, directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        defer {
            // The session's own directory is removed with all that is in it.
            try? FileManager.default.removeItem(at: url)
        }
        return try await body(url)
    }
}

/// The same clock in every process of the machine, in nanoseconds; it never goes back.
enum BenchClock {
    static var now: UInt64 { DispatchTime.now().uptimeNanoseconds }

    /// Seconds that `body` took.
    static func seconds(_ body: () throws -> Void) rethrows -> Double {
        let start = now
        try body()
        return Double(now - start) / 1e9
    }
}
