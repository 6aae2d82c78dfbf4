import Dispatch
import EventBus
import Synchronization

/// One batch on its way into the log, and the thread that waits for it.
final class PendingAppend: Sendable {
    enum Outcome: Sendable {
        /// There is no leader any more: this thread is to take the lock and append for all.
        case lead
        case done(Result<[Position], BusError>)
    }

    let batch: [Envelope]
    let size: Int
    private let outcome = Mutex<Outcome?>(nil)
    private let semaphore = DispatchSemaphore(value: 0)

    init(_ batch: [Envelope], size: Int) {
        self.batch = batch
        self.size = size
    }

    func resume(_ outcome: Outcome) {
        self.outcome.withLock { $0 = outcome }
        semaphore.signal()
    }

    func wait() -> Outcome {
        semaphore.wait()
        return outcome.withLock { $0 } ?? .lead
    }
}

/// Merges what several threads append at the same time into one transaction: group commit.
///
/// The first to arrive leads: it waits for the writer lock and then appends whatever has gathered behind it meanwhile, its own
/// batch first. When it is through, the next in line leads. So a durable commit is shared by all who came during the one before,
/// and a lone caller pays nothing for it.
final class AppendQueue: Sendable {
    private struct State {
        var waiting: [PendingAppend] = []
        var hasLeader = false
    }

    private let state = Mutex(State())

    /// Waits until `append` was written by this thread or another one.
    ///
    /// `lead` must resume every append that it takes with ``takeGroup()``; the first of them is the leader's own.
    func submit(_ append: PendingAppend, lead: () -> Void) throws(BusError) -> [Position] {
        let leadsAtOnce = state.withLock { state in
            state.waiting.append(append)
            defer { state.hasLeader = true }
            return !state.hasLeader
        }
        if leadsAtOnce { leadOneRound(lead) }
        while true {
            switch append.wait() {
            case .lead: leadOneRound(lead)
            case .done(let result): return try result.get()
            }
        }
    }

    /// What goes into one transaction: from the front of the line, within ``BatchLimits``, at least one.
    func takeGroup() -> [PendingAppend] {
        state.withLock { state in
            var messages = 0
            var bytes = 0
            let group = state.waiting.prefix { append in
                messages += append.batch.count
                bytes += append.size
                return append === state.waiting.first || (messages <= BatchLimits.messages && bytes <= BatchLimits.bytes)
            }
            state.waiting.removeFirst(group.count)
            return Array(group)
        }
    }

    /// How many wait in line.
    var length: Int { state.withLock { $0.waiting.count } }

    private func leadOneRound(_ lead: () -> Void) {
        lead()
        let next = state.withLock { state in
            state.hasLeader = !state.waiting.isEmpty
            return state.waiting.first
        }
        next?.resume(.lead)
    }
}
