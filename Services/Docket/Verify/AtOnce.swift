import Dispatch
import Synchronization

/// Runs two pieces of blocking work on two threads and returns when both are done.
func atOnce<First: Sendable, Second: Sendable>(
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
