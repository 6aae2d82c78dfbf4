import DocketClient
import DocketInstallation
import DocketSupervisor
import Foundation
import SystemPackage

extension ScenarioRun {
    /// Who still has messages to handle or to send, in sentences; empty when the log is drained. One that is down is left out.
    func workLeft() async -> [String] {
        var busy: [String] = []
        for service in ServiceName.allCases where await supervisor.pid(of: service) != nil {
            do {
                let metrics = try await api.client(of: service).metrics()
                let lag = metrics.lag ?? 0
                if lag > 0 { busy.append("\(service) is still \(lag) messages behind") }
                if metrics.pending > 0 { busy.append("\(service) still has \(metrics.pending) messages to send or to retry") }
            } catch {
                busy.append("\(error)")
            }
        }
        return busy
    }

    /// Freezes a service at a moment when it does not hold the bus's writer lock.
    ///
    /// One that is frozen within a write stops everybody else too, until the bounded wait for the lock is over: a fault worth
    /// knowing, but another one than a scenario means by a service that does not answer.
    func pauseBetweenWrites(_ service: ServiceName) async throws {
        for _ in 1...100 {
            try await supervisor.pause(service)
            if try await busCanBeWritten() { return }
            try await supervisor.continue(service)
            try await Task.sleep(for: .milliseconds(5))
        }
        throw StepFailure("\(service) holds the writer lock of the bus at every look")
    }

    /// Whether the lock is free within a moment: others hold it for some milliseconds at a time.
    private func busCanBeWritten() async throws -> Bool {
        let lock = try FileDescriptor.open(
            FilePath(installation.url.appending(path: "bus.lock").path(percentEncoded: false)), .readWrite, options: .closeOnExec)
        // Closing it gives the lock back.
        defer { try? lock.close() }
        for _ in 1...40 {
            if flock(lock.rawValue, LOCK_EX | LOCK_NB) == 0 { return true }
            try await Task.sleep(for: .milliseconds(5))
        }
        return false
    }
}
