public import EventBus

/// Where calls from outside (HTTP) enter message processing, from any thread.
///
/// A call runs in the transaction of the next step, together with messages and other calls: under load many calls share one
/// durable commit. It is answered after that commit, never before.
public final class CallPort: Sendable {
    let queue: CallQueue
    let notifier: any Notifier

    /// - Parameters:
    ///   - notifier: Wakes the thread that steps.
    ///   - capacity: Calls that may wait; more are turned away with ``ProcessorUnavailable/overloaded``.
    public init(notifier: any Notifier, capacity: Int = 4096) {
        queue = CallQueue(capacity: capacity)
        self.notifier = notifier
    }

    /// Does `work` in the next step and returns what it returned, once that is durable.
    ///
    /// If `work` throws, all that it did is undone and the error is thrown here.
    public func perform<Answer: Sendable>(
        _ name: String, origin: Origin, work: @escaping @Sendable (Context) throws -> Answer
    ) async throws -> Answer {
        try await withCheckedThrowingContinuation { continuation in
            submit(name, origin: origin, work: work) { continuation.resume(with: $0) }
        }
    }

    /// The same for a caller that does not wait: `answer` is called by the stepping thread, once the work is durable or will not be done.
    public func submit<Answer: Sendable>(
        _ name: String, origin: Origin, work: @escaping @Sendable (Context) throws -> Answer,
        answer: @escaping @Sendable (Result<Answer, any Error>) -> Void
    ) {
        let command = CallQueue.Command(
            origin: origin, name: name,
            run: { context in
                let result = try work(context)
                return { answer(.success(result)) }
            },
            fail: { answer(.failure($0)) })
        do {
            try queue.add(command)
            notifier.notify()
        } catch {
            answer(.failure(error))
        }
    }

    /// Wakes the thread that steps, when something has changed without a message or call.
    public func wake() { notifier.notify() }

    /// Turns away what waits and what comes.
    public func close() { queue.close() }
}
