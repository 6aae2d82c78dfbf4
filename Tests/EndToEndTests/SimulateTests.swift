@testable import DocketSimulate
import DocketSupervisor
import Foundation
import Testing

extension EndToEnd {
    struct SimulateTests {
        /// Every process hashes differently: what iterates over a set or a dictionary shows.
        @Test(arguments: [16, 29]) func `one seed gives the same run, byte for byte, in every process`(seed: Int) async throws {
            let first = try await Program.run("docket", "simulate", "--seed", "\(seed)", "--trace")
            let second = try await Program.run("docket", "simulate", "--seed", "\(seed)", "--trace")
            #expect(first.end == .exited(0), "\(first.output.suffix(500))")
            #expect(first.output.count > 10_000)
            #expect(first.output == second.output)
        }

        @Test func `some seeds, as a script reads them`() async throws {
            let result = try await Program.run("docket", "simulate", "--seeds", "1..4", "--json", "--faults", "crash,duplicate")
            #expect(result.end == .exited(0))
            let summary = try result.decode(SimulationText.Summary.self)
            #expect(summary.seeds == 4 && summary.orders >= 80 && summary.failures.isEmpty)
        }

        @Test(arguments: [["--seeds", "9..1"], ["--faults", "boredom"], ["--trace"], ["--seed", "1", "--seeds", "1..2"]])
        func `what makes no sense ends with 64`(arguments: [String]) async throws {
            let result = try await Program.run("docket", arguments: ["simulate"] + arguments)
            #expect(result.end == .exited(64))
        }
    }
}
