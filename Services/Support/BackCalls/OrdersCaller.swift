import Contracts
package import EventBus
package import Foundation
package import Messaging
package import ServiceKit
import Synchronization

/// Calls Orders back for what its notices leave out: several calls at once, through a circuit breaker.
///
/// A step waits for the answers, but not long: while Orders is slow, orders that need no call go on. What is answered later is kept
/// for the next time that the message is tried.
package final class OrdersCaller: DetailSource {
    package struct Settings: Sendable {
        /// Calls under way at once.
        package var concurrency = 8
        /// Seconds until a call has failed.
        package var timeout = 1.0
        /// Tries of one call.
        package var tries = 2
        /// Milliseconds a step waits for answers at most.
        package var stepWait = 100
        package var circuit = CircuitBreaker()

        package init() {}
    }

    private struct State {
        var circuit: CircuitBreaker
        var underWay: Set<String> = []
        /// Answers that came when no step waited for them any more.
        var answers: [String: DetailAnswer] = [:]
    }

    /// Seconds until a message whose call is under way, or was not let through, is looked at again.
    private static let soon = 0.05

    private let call: OrdersCall
    private let settings: Settings
    private let metrics: BackCallMetrics
    private let state: Mutex<State>

    package init(_ configuration: ServiceConfiguration, registry: PrometheusRegistry, settings: Settings = Settings()) {
        call = OrdersCall(
            address: OrdersAddress(configuration), token: configuration.apiToken, timeout: settings.timeout, tries: settings.tries
        )
        self.settings = settings
        state = Mutex(State(circuit: settings.circuit))
        metrics = BackCallMetrics(registry: registry)
    }

    package func closed(at now: Date) -> Date? { state.withLock { $0.circuit.closed(at: now) } }

    package func details(of notices: [Envelope], at now: Date) -> [String: DetailAnswer] {
        let fresh = state.withLock { state in
            notices.filter { state.answers[$0.id] == nil && state.underWay.insert($0.id).inserted }
        }
        if !fresh.isEmpty {
            let done = DispatchSemaphore(value: 0)
            Task {
                await callAll(fresh)
                done.signal()
            }
            // The thread is the step's own. Who is not answered by then is answered in a later step.
            _ = done.wait(timeout: .now() + .milliseconds(settings.stepWait))
        }
        return state.withLock { state in
            var answers: [String: DetailAnswer] = [:]
            for notice in notices {
                answers[notice.id] =
                    state.answers.removeValue(forKey: notice.id)
                    ?? .unavailable(until: Date().addingTimeInterval(Self.soon), because: "Orders has not answered yet")
            }
            return answers
        }
    }

    private func callAll(_ notices: [Envelope]) async {
        await withDiscardingTaskGroup { group in
            // Each lane takes every eighth: a few connections, none of them idle.
            for lane in 0..<min(settings.concurrency, notices.count) {
                group.addTask {
                    for index in stride(from: lane, to: notices.count, by: self.settings.concurrency) {
                        await self.callOne(notices[index])
                    }
                }
            }
        }
    }

    private func callOne(_ notice: Envelope) async {
        guard state.withLock({ $0.circuit.admits(at: Date()) }) else {
            return keep(unavailable("the circuit to Orders is open"), notice)
        }
        let start = ContinuousClock.now
        let answer = await call.make(for: notice)
        let took = ContinuousClock.now - start
        switch answer {
        case .details(let paid, let bytes):
            metrics.ended(.answered, bytes: bytes, after: took)
            state.withLock { $0.circuit.succeeded() }
            keep(.full(paid), notice)
        case .refused(let failure):
            metrics.ended(.refused, bytes: 0, after: took)
            state.withLock { $0.circuit.succeeded() }
            keep(.failed(failure), notice)
        case .away(let failure):
            metrics.ended(.failed, bytes: 0, after: took)
            state.withLock { $0.circuit.failed(at: Date()) }
            keep(unavailable(failure.reason), notice)
        }
        metrics.circuit(state.withLock { $0.circuit })
    }

    private func unavailable(_ reason: String) -> DetailAnswer {
        let now = Date()
        let until = state.withLock { $0.circuit.closed(at: now) } ?? now.addingTimeInterval(Self.soon)
        return .unavailable(until: until, because: reason)
    }

    private func keep(_ answer: DetailAnswer, _ notice: Envelope) {
        state.withLock { state in
            state.underWay.remove(notice.id)
            state.answers[notice.id] = answer
        }
    }
}
