import Foundation

/// Runs blocking work on a thread of its own: the threads that tasks share are few, and signals and pipes need them meanwhile.
package func onOwnThread<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        let thread = Thread { continuation.resume(with: Swift.Result { try body() }) }
        thread.name = "docket.blocking"
        thread.start()
    }
}
