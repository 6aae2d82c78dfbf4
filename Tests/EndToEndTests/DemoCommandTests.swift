import DocketSupervisor
import Foundation
import Testing

extension EndToEnd {
    /// `docket demo` as a person types it.
    struct DemoCommandTests {
        @Test func `docket demo shows both ways of the happy path and ends with 0`() async throws {
            let result = try await Program.run("docket", "demo", "happy-path", "--mode", "both")

            #expect(result.end == .exited(0), "\(result.output)\(result.error)")
            #expect(result.output.contains("Everything goes well (happy-path, orchestration)"))
            #expect(result.output.contains("Everything goes well (happy-path, choreography)"))
            #expect(result.output.components(separatedBy: "ended as expected").count == 3)
            // Only the orchestrator asks; in choreography there are no commands on the bus.
            let plays = result.output.components(separatedBy: "(happy-path, choreography)")
            #expect(plays.first?.contains("ReserveStock") == true)
            #expect(plays.last?.contains("ReserveStock") == false)
            #expect(!result.output.contains("\u{1B}"), "colours although nobody watches")
        }

        @Test func `a scenario that expects the wrong end fails, and says what it was instead`() async throws {
            let home = try TemporaryDirectory()
            let scenario = """
                title: Wrong
                story: The order completes, and the file says that it is cancelled.
                settings: {within: 1s}
                stock: [{sku: MUG, quantity: 3}]
                steps:
                  - order: {name: A, items: {MUG: 2}}
                  - await: {order: A, state: completed, within: 60s}
                expect:
                  orders: {A: cancelled}
                """
            let file = try home.write(Data(scenario.utf8), to: "wrong.yml")

            let result = try await Program.run(
                "docket", "demo", file, "--mode", "orchestration", environment: ["TMPDIR": home.path(of: "")])

            #expect(result.end == .exited(1))
            #expect(result.output.contains("did not end as expected"))
            let reason = result.output.split(separator: "\n").last { $0.contains("    - ") }
            #expect(reason?.contains("completed") == true && reason?.contains("cancelled") == true, "\(result.output)")
            #expect(result.error.contains("1 of 1 runs did not end as expected"))
        }

        @Test func `a scenario with a mistake in it is refused with its line, before anything starts`() async throws {
            let home = try TemporaryDirectory()
            let scenario = "title: T\nstory: S\nsteps:\n  - order: {name: A, items: {MUG: 2}}\n  - explode: stock\n"
            let file = try home.write(Data(scenario.utf8), to: "broken.yml")

            let result = try await Program.run("docket", "demo", file)

            #expect(result.end == .exited(64))
            #expect(result.error.contains("broken.yml") && result.error.contains("5"), "\(result.error)")
            #expect(result.output.isEmpty)
        }
    }
}
