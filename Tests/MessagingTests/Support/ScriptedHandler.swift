import Contracts
import Decisions
import GRDB
import Messaging
import Synchronization

/// A handler that writes one row for everything it is given, and then does what the test says.
///
/// The row is written first: if what follows throws, it must be gone.
struct ScriptedHandler: MessageHandler {
    let service = "tester"
    let subscription = Subscription([
        .choreography: [OrderReady.name, OrderCompleted.name], .orchestration: [MarkOrderReady.name, OrderCompleted.name],
    ])
    static let types: [any Message.Type] = [OrderReady.self, MarkOrderReady.self, OrderCompleted.self]
    var types: [any Message.Type] { Self.types }
    let script: Script

    func handle(_ message: any Message, in context: Context) throws {
        let id = context.origin.causationID ?? ""
        try effect(id, in: context)
        try script.play(id, message, context)
    }

    func timeoutFired(for subject: String, attempt: Int, in context: Context) throws {
        try effect("timeout of \(subject), attempt \(attempt)", in: context)
        try script.playWatch(subject, context)
    }

    private func effect(_ what: String, in context: Context) throws {
        try context.db.execute(sql: "INSERT INTO effects (what) VALUES (?)", arguments: [what])
    }
}

/// What the test says a handler does: it may change at any time.
final class Script: Sendable {
    struct Unwilling: Error {}

    private struct State {
        var failing: Set<String> = []
        var tries: [String: Int] = [:]
        var onMessage: @Sendable (any Message, Context) throws -> Void = { _, _ in }
        var onWatch: @Sendable (String, Context) throws -> Void = { _, _ in }
    }

    private let state = Mutex(State())

    /// Messages whose handling throws.
    var failing: Set<String> {
        get { state.withLock { $0.failing } }
        set { state.withLock { $0.failing = newValue } }
    }

    func onMessage(_ body: @escaping @Sendable (any Message, Context) throws -> Void) { state.withLock { $0.onMessage = body } }
    func onWatch(_ body: @escaping @Sendable (String, Context) throws -> Void) { state.withLock { $0.onWatch = body } }

    /// How often the handler was given the message.
    func tries(of id: String) -> Int { state.withLock { $0.tries[id, default: 0] } }

    fileprivate func play(_ id: String, _ message: any Message, _ context: Context) throws {
        let (fails, body) = state.withLock { state in
            state.tries[id, default: 0] += 1
            return (state.failing.contains(id), state.onMessage)
        }
        if fails { throw Unwilling() }
        try body(message, context)
    }

    fileprivate func playWatch(_ subject: String, _ context: Context) throws {
        try state.withLock { $0.onWatch }(subject, context)
    }
}
