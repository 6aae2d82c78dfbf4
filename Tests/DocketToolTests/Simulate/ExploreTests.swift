@testable import DocketSimulate
import Testing

/// Every interleaving of one order's messages, timeouts, dead letters and cancellation, through the services' own decisions.
@Suite struct ExploreTests {
    private static let bounds = Explorer.Bounds()

    @Test(arguments: Situation.all.indices) func `every order of events ends as it should`(index: Int) {
        let (outcome, finding) = Explorer(bounds: Self.bounds, mutant: nil).explore(Situation.all[index])
        #expect(finding == nil, "\(finding?.what ?? "") after \(finding?.history ?? [])")
        #expect(outcome.isWhole && outcome.states > 100)
    }

    @Test func `both modes can end alike, and in every way that there is`() {
        let ends = Dictionary(grouping: Situation.all, by: \.name).mapValues { situations in
            situations.map { Set(Explorer(bounds: Self.bounds, mutant: nil).explore($0).outcome.ends.keys) }
        }
        for (name, modes) in ends {
            #expect(modes.count == 2 && modes[0] == modes[1], "\(name)")
            #expect(modes[0].isSuperset(of: ["created", "cancelled", "cancelled, refunded"]), "\(name)")
            #expect(modes[0].contains("completed") == (name == "all is there"))
        }
    }

    @Test(arguments: Explorer.Mutant.allCases) func `a defect in a decision is found with a short history`(
        mutant: Explorer.Mutant
    ) throws {
        let findings = Situation.all.compactMap { Explorer(bounds: Self.bounds, mutant: mutant).explore($0).finding }
        let shortest = try #require(findings.map(\.history).min { $0.count < $1.count })
        #expect((3...16).contains(shortest.count), "\(shortest)")
        #expect(shortest.first == "the customer pays")
    }

    @Test func `a bound on states is met and said`() {
        var bounds = Self.bounds
        bounds.states = 50
        let (outcome, _) = Explorer(bounds: bounds, mutant: nil).explore(Situation.all[0])
        #expect(!outcome.isWhole && outcome.states == 50)
    }
}
