import Decisions
import GRDB
public import Messaging
import Synchronization

/// A process died here. Thrown from a boundary of a step; nothing above it may go on.
public struct SimulatedCrash: Error {
    /// Where in a step.
    public var boundary: StepBoundary
}

/// Handling failed for a reason that passes.
public struct SimulatedFailure: Error, CustomStringConvertible {
    public let description: String
}

/// What goes wrong inside one service at the moment, asked for at every boundary and before every message.
public final class FaultState: Sendable {
    private struct State {
        var crash: StepBoundary?
        var isDiskFull = false
        var failing: Set<String> = []
        var flakiness = 0.0
        var random = Seeded(0)
        var handled: [String] = []
    }

    private let state = Mutex(State())

    /// Dies at the next passing of this boundary.
    public var crash: StepBoundary? {
        get { state.withLock { $0.crash } }
        set { state.withLock { $0.crash = newValue } }
    }

    /// Nothing can be written: some statements fail, and every commit.
    public var isDiskFull: Bool {
        get { state.withLock { $0.isDiskFull } }
        set { state.withLock { $0.isDiskFull = newValue } }
    }

    /// Types of messages whose handling fails.
    public var failing: Set<String> {
        get { state.withLock { $0.failing } }
        set { state.withLock { $0.failing = newValue } }
    }

    /// The share of all handling that fails.
    public var flakiness: Double {
        get { state.withLock { $0.flakiness } }
        set { state.withLock { $0.flakiness = newValue } }
    }

    func begin(_ random: Seeded) {
        state.withLock { $0 = State(random: random) }
    }

    /// Ids of the messages whose handling went through since this was asked last.
    func takeHandled() -> [String] {
        state.withLock { state in
            defer { state.handled.removeAll(keepingCapacity: true) }
            return state.handled
        }
    }

    func pass(_ boundary: StepBoundary) throws {
        try state.withLock { state in
            if boundary == .beforeCommit, state.isDiskFull { throw Self.diskFull }
            guard state.crash == boundary else { return }
            state.crash = nil
            throw SimulatedCrash(boundary: boundary)
        }
    }

    func willHandle(_ type: String) throws {
        try state.withLock { state in
            if state.isDiskFull, state.random.chance(0.3) { throw Self.diskFull }
            if state.failing.contains(type) { throw SimulatedFailure(description: "\(type) cannot be handled at the moment") }
            if state.flakiness > 0, state.random.chance(state.flakiness) {
                throw SimulatedFailure(description: "handling \(type) failed by chance")
            }
        }
    }

    func didHandle(_ id: String?) {
        guard let id else { return }
        state.withLock { $0.handled.append(id) }
    }

    private static let diskFull = DatabaseError(resultCode: .SQLITE_FULL, message: "database or disk is full")
}

/// A service's own handler, with faults before it.
struct FaultyHandler: MessageHandler {
    let base: any MessageHandler
    let faultState: FaultState

    var service: String { base.service }
    var subscription: Subscription { base.subscription }
    var types: [any Message.Type] { base.types }

    func handle(_ message: any Message, in context: Context) throws {
        try faultState.willHandle(type(of: message).name)
        try base.handle(message, in: context)
        faultState.didHandle(context.origin.causationID)
    }

    func timeoutFired(for subject: String, attempt: Int, in context: Context) throws {
        try base.timeoutFired(for: subject, attempt: attempt, in: context)
    }
}
