import DocketClient
import DocketCommandLine

/// Repeats a call that may succeed a moment later: no answer, 429, 503. At most eight attempts, some ten seconds in all.
package struct Retry: Sendable {
    static let attempts = 8
    let stop: StopFlag
    var attempts = Retry.attempts
    /// Doubled after each attempt, up to three seconds.
    var firstPause = Duration.milliseconds(100)

    /// - Throws: the last ``APIError``, at once if it cannot get better.
    func callAsFunction<Answer: Sendable>(
        _ call: @Sendable () async throws(APIError) -> Answer
    ) async throws(APIError) -> Answer {
        var pause = firstPause
        for _ in 1..<attempts {
            do {
                return try await call()
            } catch {
                guard error.isRetriable, !stop.isSet else { throw error }
            }
            await stop.sleep(until: .now + pause)
            pause = min(pause * 2, .seconds(3))
        }
        return try await call()
    }
}
