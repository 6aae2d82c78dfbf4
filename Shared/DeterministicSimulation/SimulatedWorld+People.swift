import Decisions
import EventBus
public import Messaging
import Synchronization

// What people do to the services from outside.
extension SimulatedWorld {
    /// A call from outside whose answer is not awaited: it may be lost with the process that it goes to, and a good client repeats it.
    public func call(
        _ service: SimulatedService, _ name: String, correlationID: String,
        work: @escaping @Sendable (Context) throws -> Void
    ) {
        let origin = Origin(correlationID: correlationID, mode: .choreography, trace: "")
        service.calls?.submit(name, origin: origin, work: work, answer: { (_: Result<Void, any Error>) in })
        wake(service)
    }

    /// A person has every message tried again that became a dead letter because handling it failed. Who is away is not asked.
    public func retryDeadLetters() {
        log?.record("people", "dead letters are tried again")
        let origin = Origin(correlationID: "dead-letters", mode: .choreography, trace: "")
        for service in services where service.isUp {
            let retried = retriedDeadLetters
            service.calls?.submit(
                "retry dead letters", origin: origin,
                work: { context in
                    let signature = try Signature(by: "operator", why: "the cause is mended")
                    let letters = try DeadLetterActions.retryAll(.attemptsExhausted, by: signature, in: context)
                    // Not by the answer: the process may die with it.
                    retried.add(letters.map(\.position))
                },
                answer: { _ in })
            wake(service)
        }
    }
}

final class RetriedDeadLetters: Sendable {
    private let state = Mutex<Set<Position>>([])
    var positions: Set<Position> { state.withLock { $0 } }
    func add(_ positions: [Position]) { state.withLock { $0.formUnion(positions) } }
}
