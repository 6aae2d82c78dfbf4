import DeterministicSimulation
import DocketSimulate
import Foundation
import Testing

/// The services live through many seeds; and who looks at them sees what is wrong.
@Suite(.serialized) struct DeterministicSimulationTests {
    static let processors = ProcessInfo.processInfo.activeProcessorCount
    /// As many as a debug build lives through in half a minute; `make test` simulates thousands in a release build before.
    static let seeds: ClosedRange<UInt64> = 2001...2100

    @Test func `no seed finds anything, with all faults in both modes`() throws {
        let campaign = Campaign(seeds: Self.seeds, options: .init(), threads: Self.processors)
        let report = try campaign.run()
        for failure in report.failures {
            Issue.record("seed \(failure.seed): \(failure.findings.prefix(3)); docket simulate --seed \(failure.seed) --trace")
        }
        #expect(report.orders >= 20 * Self.seeds.count)
        #expect(report.sometimes.missing.count < Sometimes.expected.count / 10, "\(report.sometimes.missing) never happened")
        print("simulated \(report.seeds) seeds, \(report.orders) orders, \(report.messages) messages in \(Int(report.seconds)) s")
    }

    @Test func `every mutant is found`() throws {
        let hunt = try MutantHunt.run(Mutant.all, threads: Self.processors)
        #expect(hunt.mutants.count >= 12)
        #expect(hunt.survivors.map(\.name) == [])
        for found in hunt.catches {
            print("mutant \(found.mutant): seed \(found.seed), \(found.checkers.joined(separator: ", "))")
        }
    }

    @Test func `a seed gives the same run, whatever ran before`() throws {
        var options = SeedRunner.Options()
        options.isLogged = true
        let first = try SeedRunner(options)
        let second = try SeedRunner(options)
        for seed in [3, 11, 16, 29] as [UInt64] { _ = second.run(seed) }
        for seed in [2, 16, 29] as [UInt64] {
            let (log, again) = (first.run(seed), second.run(seed))
            #expect(log.log.count > 100)
            #expect(log.log == again.log)
            #expect(log.paths == again.paths)
        }
    }

    @Test func `without faults nothing is delivered twice and no process dies`() throws {
        var options = SeedRunner.Options()
        options.faults = []
        let outcome = try SeedRunner(options).run(8)
        #expect(outcome.findings == [])
        let names = outcome.paths.keys.sorted()
        #expect(!names.contains { $0.hasPrefix("crash") || $0.hasPrefix("duplicate") || $0.hasPrefix("fault") })
    }
}
