import Dispatch
import Foundation
import Synchronization

/// Runs blocking work on a thread of its own: the threads that tasks share are few, and signals and pipes need them meanwhile.
package func onOwnThread<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        let thread = Thread { continuation.resume(with: Swift.Result { try body() }) }
        thread.name = "docket.blocking"
        thread.start()
    }
}

/// Runs two pieces of blocking work on two threads and returns when both are done.
package func atOnce<First: Sendable, Second: Sendable>(
    _ first: @Sendable () throws -> First, _ second: @Sendable () throws -> Second
) throws -> (First, Second) {
    let results = Mutex<(Result<First, any Error>?, Result<Second, any Error>?)>((nil, nil))
    DispatchQueue.concurrentPerform(iterations: 2) { number in
        if number == 0 {
            let result = Result(catching: first)
            results.withLock { $0.0 = result }
        } else {
            let result = Result(catching: second)
            results.withLock { $0.1 = result }
        }
    }
    let (one, other) = results.withLock { $0 }
    guard let one, let other else { preconditionFailure("both have run") }
    return (try one.get(), try other.get())
}
