import Dispatch
import DocketCommandLine
import Foundation
import Synchronization

/// Looks for every mutant, and says who found it.
package struct MutantHunt: Sendable {
    package var mutants: [Mutant]
    package var catches: [Mutant.Catch]

    /// Those that no seed found: each is a hole in the checks.
    package var survivors: [Mutant] { mutants.filter { mutant in !catches.contains { $0.mutant == mutant.name } } }

    /// Blocks until every mutant is found or has survived; one mutant a thread.
    package static func run(_ mutants: [Mutant], threads: Int) throws -> MutantHunt {
        let group = DispatchGroup()
        let hunt = Hunt(mutants)
        for _ in 0..<threads {
            group.enter()
            let thread = Thread {
                hunt.work()
                group.leave()
            }
            thread.stackSize = 8 << 20
            thread.start()
        }
        group.wait()
        return MutantHunt(mutants: mutants, catches: try hunt.catches())
    }

    private final class Hunt: Sendable {
        private struct State {
            var next = 0
            var results: [Int: Result<Mutant.Catch?, any Error>] = [:]
        }

        private let mutants: [Mutant]
        private let state = Mutex(State())

        init(_ mutants: [Mutant]) { self.mutants = mutants }

        func work() {
            while let index = take() {
                let result = Result { try mutants[index].hunt() }
                state.withLock { $0.results[index] = result }
            }
        }

        private func take() -> Int? {
            state.withLock { state in
                guard state.next < mutants.count else { return nil }
                defer { state.next += 1 }
                return state.next
            }
        }

        func catches() throws -> [Mutant.Catch] {
            let results = state.withLock { $0.results }
            return try mutants.indices.compactMap { try results[$0]?.get() }
        }
    }

    /// A line a mutant, and the verdict.
    var lines: [String] {
        let rows = mutants.flatMap { mutant -> [String] in
            let found = catches.first { $0.mutant == mutant.name }
            let verdict = found.map { "seed \($0.seed): \($0.checkers.joined(separator: ", "))" } ?? "SURVIVES"
            return ["\(mutant.name.padded(to: 26))\(mutant.defect)", "\("".padded(to: 26))\(verdict)"]
        }
        let count = survivors.count
        let verdict =
            count == 0
            ? "All \(mutants.count) mutants are found."
            : "\(count) of \(mutants.count) mutants survive \(Mutant.seeds.count) seeds: the checks have a hole."
        return rows + ["", verdict]
    }
}
