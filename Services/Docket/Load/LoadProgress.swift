import DocketCommandLine

/// Shows on standard error how far a load has come: a line that renews itself on a terminal, else one every few seconds.
struct LoadProgress: Sendable {
    let tally: LoadTally
    let total: Int
    let start: ContinuousClock.Instant
    let terminal = Terminal.standardError

    /// Runs until it is cancelled.
    func show() async {
        let interval: Duration = terminal.isInteractive ? .milliseconds(200) : .seconds(5)
        while true {
            do {
                try await Task.sleep(for: interval)
            } catch {
                break
            }
            if terminal.isInteractive { terminal.writeProgress(line) } else { terminal.write(line) }
        }
        if terminal.isInteractive { terminal.endProgress() }
    }

    private var line: String {
        let counts = tally.current
        let elapsed = ContinuousClock.now - start
        let rate = Int(Double(counts.paid) / max(elapsed.seconds, 0.001))
        let percent = total == 0 ? 100 : (counts.paid + counts.failedCount) * 100 / total
        return "\(percent)%  \(counts.paid.grouped) of \(total.grouped) paid, \(counts.failedCount.grouped) failed, "
            + "\(rate.grouped) orders/s, \(elapsed.asSeconds)"
    }
}
