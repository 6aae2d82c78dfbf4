import Contracts
import Decisions
@testable import DocketCommandLine
@testable import DocketDemo
import SystemPackage
import Testing

extension EndToEnd {
    /// The scenarios are the tests: what `docket demo` plays for people is played here, with the same code.
    struct ScenarioTests {
        @Test(arguments: ScenarioLibrary.builtIn, CoordinationMode.allCases)
        func `a built-in scenario ends as it says, and the files are in order`(name: String, mode: CoordinationMode) async throws
        {
            var scenario = try ScenarioLibrary.load(name)
            // For people 20 s are long enough to wait; a machine that builds something else meanwhile may need more.
            scenario.settings.within = max(scenario.settings.within, .seconds(60))
            let run = DemoRun(
                scenario: scenario, mode: mode, binaries: Program.binaries, verification: demoVerification, keep: false,
                onEntry: { _ in })

            let result = try await run.run()

            #expect(result.passed, "\(story(of: result))")
        }

        /// What happened, as `docket demo` prints it, and then what was wrong.
        private func story(of result: DemoResult) -> String {
            let lines = result.story.map { $0.text(on: Terminal(.standardOutput, environment: ["NO_COLOR": "1"])) }
            return (["\(result.scenario), \(result.mode)"] + lines + result.differences.map { "- \($0)" })
                .joined(separator: "\n")
        }
    }
}
