extension ScenarioTimeline {
    /// Returns true as soon as the moment has come, false if it has not within this time.
    ///
    /// - Throws: `CancellationError` when the task is cancelled: Ctrl-C ends every wait.
    func wait(for moment: Scenario.Moment, within limit: Duration) async throws -> Bool {
        let (answers, answer) = AsyncStream.makeStream(of: Bool.self)
        let waiter = when(moment) { answer.yield(true) }
        let timer = Task {
            // Cancelled below, when there is an answer.
            _ = try? await Task.sleep(for: limit)
            answer.yield(false)
        }
        defer {
            timer.cancel()
            if let waiter { forget(waiter) }
        }
        for await hasCome in answers { return hasCome }
        throw CancellationError()
    }
}
