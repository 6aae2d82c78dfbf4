extension Storyboard {
    /// Returns true as soon as the moment has come, false if it has not within this time.
    func wait(for moment: Scenario.Moment, within limit: Duration) async -> Bool {
        await withCheckedContinuation { continuation in
            // Either the moment or the limit takes the waiter away, so the continuation is resumed once.
            guard let waiter = when(moment, { continuation.resume(returning: true) }) else { return }
            Task {
                // Nobody cancels this task; at worst it ends after the moment has come.
                _ = try? await Task.sleep(for: limit)
                if forget(waiter) { continuation.resume(returning: false) }
            }
        }
    }
}
