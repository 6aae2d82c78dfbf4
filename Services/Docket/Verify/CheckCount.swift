import Synchronization

/// Counts the checks that are done, for whoever waits for them.
final class CheckCount: Sendable {
    private let all: Int
    private let done = Mutex(0)
    private let report: @Sendable (Int, Int) -> Void

    init(of all: Int, _ report: @escaping @Sendable (Int, Int) -> Void) {
        self.all = all
        self.report = report
    }

    func after(_ check: VerificationReport.Check) -> VerificationReport.Check {
        let done = self.done.withLock { done in
            done += 1
            return done
        }
        report(done, all)
        return check
    }
}
