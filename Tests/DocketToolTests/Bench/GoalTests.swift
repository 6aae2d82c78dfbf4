@testable import DocketBench
import Testing

/// What counts as reached.
@Suite struct GoalTests {
    private func figure(_ name: String, _ value: Double, baseline: Double? = nil) -> Figure {
        Figure(name, unit: "", runs: [value], baselines: baseline.map { [$0] })
    }

    @Test(arguments: [
        ("bus.append.batch256", 100_000.0, 150_000.0, true),
        ("bus.append.batch256", 99_999, 150_000, false),
        ("bus.append.batch256", 100_000, 200_000, false),
        ("bus.append.single", 4_000, 5_000, true),
        ("bus.append.single", 4_000, 5_100, false),
        ("bus.append.processes4", 80, 100, true),
        ("bus.append.processes4", 79, 100, false),
    ])
    func `a rate has to reach its number and its share of the baseline`(name: String, value: Double, baseline: Double, met: Bool)
        throws
    {
        let goal = try #require(Goal.of(name))
        #expect(goal.isMet(by: figure(name, value, baseline: baseline)) == met)
    }

    @Test(arguments: [("bus.hop.p50", 0.39, true), ("bus.hop.p50", 0.4, false), ("idle.cpu", 0.99, true), ("idle.cpu", 1, false)])
    func `a time or a use has to stay below its number`(name: String, value: Double, met: Bool) throws {
        let goal = try #require(Goal.of(name))
        #expect(goal.isMet(by: figure(name, value)) == met)
    }

    @Test func `a share of a baseline that was not measured is not reached`() throws {
        let goal = try #require(Goal.of("bus.append.processes4"))
        #expect(!goal.isMet(by: figure("bus.append.processes4", 1_000_000)))
    }

    @Test func `every figure of the bus and the store with a goal is one that is taken`() {
        let taken = Set(BusFigure.allCases.map(\.rawValue) + StoreFigure.allCases.map(\.rawValue))
        let goals = Goal.all.keys.filter { $0.hasPrefix("bus.") || $0.hasPrefix("store.") }
        #expect(Set(goals).subtracting(taken) == [])
    }

    @Test func `a goal is shown in one line`() {
        #expect(Goal.of("bus.append.batch256")?.text == "≥ 100,000, ratio ≥ 0.6")
        #expect(Goal.of("bus.append.processes4")?.text == "ratio ≥ 0.8")
        #expect(Goal.of("bus.hop.p50")?.text == "< 0.4")
        #expect(Goal.of("bus.read.end") == nil)
    }
}
