import Decisions
import DeterministicSimulation
import DocketCommandLine
import Foundation
import Synchronization

/// Many seeds, dealt out to some threads. The result does not depend on which thread got which.
package struct Campaign: Sendable {
    package struct Report: Sendable {
        package var seeds = 0
        package var orders = 0
        package var messages = 0
        package var steps = 0
        /// How often the power failed.
        package var powerFailures = 0
        /// Orders that were completed when nothing stood in the way, in each mode.
        package var completed: [String: Int] = [:]
        package var sometimes = Sometimes()
        /// The seeds that found something, lowest first.
        package var failures: [SeedOutcome] = []
        package var seconds = 0.0
    }

    private struct State {
        var next: UInt64
        var report = Report()
    }

    package var seeds: ClosedRange<UInt64>
    package var options: SeedRunner.Options
    package var threads: Int
    /// Stops dealing after so many seeds that found something.
    var failureLimit = 10

    package init(seeds: ClosedRange<UInt64>, options: SeedRunner.Options, threads: Int) {
        self.seeds = seeds
        self.options = options
        self.threads = threads
    }

    /// Blocks until all seeds are done.
    ///
    /// - Parameter progress: Called now and then, with the report so far, from any thread.
    package func run(progress: @escaping @Sendable (Report) -> Void = { _ in }) throws -> Report {
        // Made here, so that an error is seen: then each is given to the one thread that uses it.
        let shared = Shared(first: seeds.lowerBound)
        let start = ContinuousClock.now
        let group = DispatchGroup()
        for _ in 0..<threads {
            group.enter()
            let thread = Thread { [self] in
                shared.work(self, progress: progress)
                group.leave()
            }
            // The services' own stacks are not deep, but those of a debug build are.
            thread.stackSize = 8 << 20
            thread.start()
        }
        group.wait()
        var report = try shared.result()
        report.failures.sort { $0.seed < $1.seed }
        report.seconds = (ContinuousClock.now - start).seconds
        return report
    }

    private final class Shared: Sendable {
        private let state: Mutex<State>
        private let error = Mutex<(any Error)?>(nil)

        init(first: UInt64) { state = Mutex(State(next: first)) }

        func work(_ campaign: Campaign, progress: @Sendable (Report) -> Void) {
            do {
                let runner = try SeedRunner(campaign.options)
                while let seed = take(campaign) {
                    add(runner.run(seed), progress)
                }
            } catch {
                self.error.withLock { $0 = error }
            }
        }

        private func take(_ campaign: Campaign) -> UInt64? {
            state.withLock { state in
                guard state.next <= campaign.seeds.upperBound, state.report.failures.count < campaign.failureLimit else {
                    return nil
                }
                defer { state.next += 1 }
                return state.next
            }
        }

        private func add(_ outcome: SeedOutcome, _ progress: @Sendable (Report) -> Void) {
            let report = state.withLock { state in
                state.report.seeds += 1
                state.report.orders += outcome.orders
                state.report.messages += outcome.messages
                state.report.steps += outcome.steps
                state.report.powerFailures += outcome.powerFailures
                for (mode, count) in outcome.completed { state.report.completed[mode.rawValue, default: 0] += count }
                state.report.sometimes.add(outcome.paths)
                if !outcome.findings.isEmpty { state.report.failures.append(outcome) }
                return state.report.seeds % 50 == 0 ? state.report : nil
            }
            if let report { progress(report) }
        }

        func result() throws -> Report {
            if let error = error.withLock({ $0 }) { throw error }
            return state.withLock { $0.report }
        }
    }
}
