import DocketClient
import DocketCommandLine
import DocketCompare
import DocketInstallation
import DocketLoad
import DocketSupervisor
import Foundation
import Synchronization

/// Does to the processes what the sequence says, until it is asked to end; leaves no process stopped.
final class FaultInjector: Sendable {
    struct Counts: Sendable {
        var kills = 0
        var stops = 0
        /// Of the stops, those that met a process with the lock of the bus in its hands.
        var stopsWithLock = 0
        /// From SIGCONT to the process answering again, in seconds.
        var answeredAfter: [Double] = []
        /// What did not come back.
        var problems: [String] = []
    }

    private let rig: Rig
    private let report: @Sendable (String) -> Void
    private let state = Mutex(Counts())

    /// How often a process is looked at for the lock before it is stopped without.
    private static let tries = 300

    init(_ rig: Rig, report: @escaping @Sendable (String) -> Void) {
        self.rig = rig
        self.report = report
    }

    var counts: Counts { state.withLock { $0 } }

    /// Returns after the last fault that began before the flag was set.
    func run(_ faults: StrikeSequence, until end: StopFlag) async {
        for fault in faults {
            await end.sleep(until: .now + .seconds(fault.pause))
            guard !end.isSet else { return }
            switch fault.kind {
            case .kill: await kill(fault.service)
            case .stop: await stop(fault, withLock: false, until: end)
            case .stopWithLock: await stop(fault, withLock: true, until: end)
            }
        }
    }

    private func kill(_ service: ServiceName) async {
        // It may be down from the last time: then there is no process to kill.
        guard await rig.supervisor.url(of: service) != nil, (try? await rig.supervisor.kill(service)) != nil else { return }
        state.withLock { $0.kills += 1 }
        report("killed \(service)")
    }

    private func stop(_ fault: ProcessFault, withLock: Bool, until end: StopFlag) async {
        let service = fault.service
        guard let pid = await rig.supervisor.pid(of: service), await rig.supervisor.url(of: service) != nil else { return }
        let hasLock = withLock ? await stopWithLock(service, pid) : false
        if !hasLock {
            // Gone meanwhile: then there is no process to stop.
            guard (try? await rig.supervisor.pause(service)) != nil else { return }
        }
        state.withLock {
            $0.stops += 1
            $0.stopsWithLock += hasLock ? 1 : 0
        }
        report("stopped \(service) for \(Duration.seconds(fault.length).asSeconds)\(hasLock ? ", with the lock of the bus" : "")")
        await end.sleep(until: .now + .seconds(fault.length))
        guard (try? await rig.supervisor.continue(service)) != nil else { return }
        await awaitAnswer(service)
    }

    /// Stops it again and again until it is met with the lock in its hands. It goes on if that does not come about.
    private func stopWithLock(_ service: ServiceName, _ pid: Int32) async -> Bool {
        for _ in 0..<Self.tries {
            guard (try? await rig.supervisor.pause(service)) != nil else { return false }
            if BusLock.isHeld(in: rig.installation, by: pid) { return true }
            guard (try? await rig.supervisor.continue(service)) != nil else { return false }
            // Only a cancelled task wakes early.
            try? await Task.sleep(for: .milliseconds(1))
        }
        return false
    }

    private func awaitAnswer(_ service: ServiceName) async {
        let start = ContinuousClock.now
        while ContinuousClock.now - start < .seconds(60) {
            if (try? await rig.api.client(of: service).checkReady()) != nil {
                state.withLock { $0.answeredAfter.append((ContinuousClock.now - start).seconds) }
                return
            }
            try? await Task.sleep(for: .milliseconds(10))
        }
        state.withLock { $0.problems.append("\(service) did not answer within a minute of being continued") }
    }
}

/// Looks who holds the writer lock of the bus.
enum BusLock {
    /// True if the lock is held, and this process was the last to take it.
    static func isHeld(in installation: Installation, by pid: Int32) -> Bool {
        let path = installation.url.appending(path: "bus.lock").path(percentEncoded: false)
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
            flock(descriptor, LOCK_UN)
            return false
        }
        var bytes = [UInt8](repeating: 0, count: 128)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        let words = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).split(separator: " ")
        return words.first.flatMap { Int32($0) } == pid
    }
}
