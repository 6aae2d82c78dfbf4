import ArgumentParser
@testable import DocketBench
@testable import DocketCommandLine
import Testing

struct BenchFlowCommandTests {
    private func plan(_ arguments: String...) throws -> FlowPlan { try BenchFlowCommand.parse(arguments).plan }

    @Test func `without options everything is measured, as the goals are written`() throws {
        let plan = try plan()
        #expect(plan.parts == .all)
        #expect(plan.orders == 2000 && plan.runs == 5 && plan.rate == 200 && plan.seconds == 10)
        #expect(plan.logEvents == 1_000_000)
    }

    @Test func `only the parts that are named are measured`() throws {
        let plan = try plan("--only", "idle,drain")
        #expect(plan.parts == FlowParts(parts: [.drain, .idle]))
        #expect(plan.has(.drain) && !plan.has(.million))
    }

    @Test func `no-million takes the long log out of everything`() throws {
        let plan = try plan("--no-million")
        #expect(plan.parts.parts == Set(FlowPart.allCases).subtracting([.million]))
    }

    @Test(arguments: [1, 2, 3, 9]) func `what takes long is done three times at most`(runs: Int) throws {
        #expect(try plan("--runs", "\(runs)").fewRuns == min(runs, 3))
    }

    @Test(
        arguments: [
            ["--only", "drain,"], ["--only", "everything"], ["--only", ""], ["--only", "million", "--no-million"],
            ["--orders", "0"], ["--runs", "0"], ["--rate", "0"], ["--seconds", "0"], ["--concurrency", "257"],
            ["--log-events", "0"],
        ])
    func `options that make no sense are refused`(arguments: [String]) {
        #expect(throws: (any Error).self) { try BenchFlowCommand.parse(arguments) }
    }

    @Test func `the same seed makes the same orders, and as many as asked for`() throws {
        let plan = try plan("--seed", "7")
        #expect(try plan.made(20) == Array(try plan.made(30).prefix(20)))
        #expect(try plan.made(20).count == 20)
    }
}
