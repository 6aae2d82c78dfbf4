import DocketInstallation
import DocketSupervisor
import Synchronization

/// Remembers when the processes died and came back: what recovery times are made of.
final class ProcessWitness: SupervisorWatcher {
    /// One unexpected death of a process, and what came after it.
    struct Death: Sendable {
        var service: ServiceName
        var end: ProcessEnd
        var at: ContinuousClock.Instant
        /// When the next process was ready; `nil` until then.
        var readyAt: ContinuousClock.Instant?

        /// `nil` while it is still down.
        var recovery: Duration? { readyAt.map { $0 - at } }
    }

    private let state = Mutex<[Death]>([])

    /// In the order of their happening.
    var deaths: [Death] { state.withLock { $0 } }

    func happened(_ event: SupervisorEvent) {
        switch event {
        case .ended(let service, let end):
            state.withLock { $0.append(Death(service: service, end: end, at: .now)) }
        case .ready(let service, _, _):
            state.withLock { deaths in
                // A process that died before it was ready has not recovered by dying again: all of them end here.
                for index in deaths.indices where deaths[index].service == service && deaths[index].readyAt == nil {
                    deaths[index].readyAt = .now
                }
            }
        case .started, .slow, .startsAgain: break
        }
    }

    func logged(_ line: String, by service: ServiceName) {}

    /// What this service died of by signal since `count` deaths were known; `nil` if it did not.
    func killed(_ service: ServiceName, since count: Int) -> Death? {
        deaths.dropFirst(count).first { death in
            if death.service == service, case .signalled = death.end { true } else { false }
        }
    }
}
