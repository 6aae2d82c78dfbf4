import Contracts
import Decisions
import DeterministicSimulation
import DocketInstallation

/// What a chaos run does, and for how long. The same plan faults the same processes at the same moments.
struct ChaosPlan: Sendable {
    var seconds = 60
    var seed: UInt64 = 1
    /// Orders a second, all modes together.
    var rate = 40.0
    var modes: [CoordinationMode] = [.orchestration, .choreography]
    /// No faults; memory, files and latency are watched instead.
    var isSoak = false
    /// Messages of the log that are kept in a soak.
    var retained: Int64 = 20_000

    /// Every so many paid orders, the customer cancels one at once.
    static let ordersPerCancellation = 25
}

/// One thing done to one process.
struct ProcessFault: Sendable, Hashable {
    enum Kind: String, Sendable, Codable, CaseIterable {
        /// SIGKILL.
        case kill
        /// SIGSTOP, and after a while SIGCONT.
        case stop
        /// The same, at a moment when the process holds the lock of the bus: appends are blocked until it goes on.
        case stopWithLock
    }

    var kind: Kind
    var service: ServiceName
    /// Seconds from the one before.
    var pause: Double
    /// Seconds that a stop lasts.
    var length: Double
}

/// What is done to the processes, one after the other: an endless sequence that depends on the seed alone.
struct StrikeSequence: Sequence, IteratorProtocol, Sendable {
    private var random: Seeded

    init(seed: UInt64) {
        random = Seeded(seed)
    }

    mutating func next() -> ProcessFault? {
        let kinds: [ProcessFault.Kind] = [.kill, .kill, .kill, .stop, .stopWithLock]
        let kind = kinds[random.below(kinds.count)]
        let service = ServiceName.allCases[random.below(ServiceName.allCases.count)]
        let pause = 0.2 + Double(random.below(1_600)) / 1_000
        // One stop in eight is longer than a writer waits for the lock of the bus (five seconds).
        let isLong = random.below(8) == 0
        let length = isLong ? 5.5 + Double(random.below(1_500)) / 1_000 : 0.05 + Double(random.below(1_500)) / 1_000
        return ProcessFault(kind: kind, service: service, pause: pause, length: length)
    }
}
