import Contracts
import Decisions
import DeterministicSimulation

/// The two modes are two ways to the same end: the same people, one after the other and without faults, end the same way in both.
///
/// "The same end" is each order's state, reason, payment and refund, what each customer was answered, and the units of every article.
enum Equivalence {
    struct Outcome {
        var findings: [Finding] = []
        /// Orders that came to the end that all hope for, in each mode.
        var completed: [CoordinationMode: Int] = [:]
    }

    static func compare(_ seed: UInt64, _ runner: SeedRunner) throws -> Outcome {
        let workload = Workload(seed: seed, modes: CoordinationMode.allCases, kinds: [.cancel, .outage], lasting: 300)
        let first = try runner.peace(seed, workload.serialised(as: .orchestration))
        let second = try runner.peace(seed, workload.serialised(as: .choreography))
        var findings = first.findings + second.findings
        let numbers = Set(first.ends.orders.keys).union(second.ends.orders.keys).sorted()
        for number in numbers where first.ends.orders[number] != second.ends.orders[number] {
            findings.append(
                Finding(
                    checker: "modes-equivalent",
                    text: "order \(number) ends as \(text(first.ends.orders[number])) when it is led, "
                        + "and as \(text(second.ends.orders[number])) when it is not"))
        }
        if first.ends.stock != second.ends.stock {
            findings.append(Finding(checker: "modes-equivalent", text: "the shelves differ"))
        }
        for (ends, mode) in [(first.ends, CoordinationMode.orchestration), (second.ends, .choreography)] {
            findings += unanswered(in: ends).map { number in
                Finding(
                    checker: "peace-needs-no-timeout",
                    text:
                        "order \(number) was given up in \(mode.rawValue) for want of an answer, and nothing stood in the way of one"
                )
            }
        }
        let answers = zip(first.promises, second.promises).enumerated().filter { $1.0.isCancelled != $1.1.isCancelled }
        findings += answers.map {
            Finding(checker: "modes-equivalent", text: "customer \($0.offset) was answered differently")
        }
        let completed = [CoordinationMode.orchestration: count(first.ends), .choreography: count(second.ends)]
        // Every workload has orders for which there is enough of everything. Where none is completed, none can be.
        for (mode, count) in completed.sorted(by: { $0.key.rawValue < $1.key.rawValue }) where count == 0 {
            findings.append(
                Finding(
                    checker: "peace-completes-orders",
                    text: "no order was completed in \(mode.rawValue), and nothing stood in the way"))
        }
        return Outcome(findings: findings, completed: completed)
    }

    private static func count(_ ends: Ends) -> Int { ends.orders.values.count { $0.state == OrderState.completed.rawValue } }

    /// Orders that ended because a step was not answered: without faults there are none, unless a service is not there at all.
    private static func unanswered(in ends: Ends) -> [Int] {
        ends.orders.filter { $0.value.reason == CancellationReason.timedOut.rawValue }.keys.sorted()
    }

    private static func text(_ end: Ends.End?) -> String {
        guard let end else { return "nothing" }
        return [end.state, end.reason, end.refunded.map { "refunded \($0)" }].compactMap(\.self).joined(separator: ", ")
    }
}
