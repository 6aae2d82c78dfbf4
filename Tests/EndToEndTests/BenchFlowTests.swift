@testable import DocketBench
@testable import DocketCompare
import DocketSupervisor
import Foundation
import Testing

extension EndToEnd {
    /// `docket bench flow` on the programs as they are built here: that it measures, not what.
    struct BenchFlowTests {
        static let names: Set<String> = {
            var names: Set = [
                "flow.http", "flow.growth.ratio", "flow.growth.http.ratio", "flow.million.ratio", "flow.million.start",
                "flow.million.drain",
                "flow.million.http",
            ]
            for mode in ["choreography", "orchestration"] {
                names.formUnion(["flow.drain.\(mode)", "flow.http.\(mode)", "flow.commits.\(mode)"])
                names.formUnion(latencies("flow.steady50.\(mode)"))
            }
            names.formUnion(latencies("flow.million.steady50.choreography"))
            #if os(Linux)
            names.insert("idle.cpu")
            for service in ["orders", "stock", "shipping", "dispatch"] {
                names.insert("memory.peak.\(service)")
                names.formUnion(["choreography", "orchestration"].map { "flow.cpu.\(service).\($0)" })
            }
            #endif
            return names
        }()

        /// Figures with a limit.
        private static let withBaseline: Set = [
            "flow.drain.choreography", "flow.steady50.choreography.p50", "flow.steady50.choreography.p99",
            "flow.drain.orchestration", "flow.steady50.orchestration.p50", "flow.steady50.orchestration.p99",
            "flow.http", "flow.http.choreography", "flow.http.orchestration", "flow.million.ratio",
        ]

        private static func latencies(_ name: String) -> [String] {
            ["\(name).p50", "\(name).p99", "\(name).due.p50", "\(name).due.p99"]
        }

        @Test func `it yields every figure that its help names, and leaves nothing behind`() async throws {
            let home = try TemporaryDirectory()

            let result = try await Program.run(
                "docket", "bench", "flow", "--any-build", "--orders", "20", "--runs", "1", "--seconds", "1", "--rate", "50",
                "--log-events", "1500", "--json", environment: ["TMPDIR": home.path(of: "")])

            #expect(result.end == .exited(0), "\(result.error)")
            let report = try result.decode(BenchReport.self)
            #expect(Set(report.figures.map(\.name)) == Self.names)
            #expect(report.figures.count == Self.names.count)
            #expect(report.figures.allSatisfy { $0.value >= 0 && $0.value.isFinite && $0.spread.runs > 0 })
            #if os(Linux)
            // Beside these is what plain programs do, measured in the same run.
            let withBaseline = report.figures.filter { ($0.baseline ?? 0) > 0 }.map(\.name)
            #expect(Set(withBaseline) == Self.withBaseline)
            #endif
            #expect(report.machine.processors > 0 && !report.machine.sqlite.isEmpty)
            #expect(try FileManager.default.contentsOfDirectory(atPath: home.path(of: "")) == [])
        }

        @Test func `Ctrl-C stops the services, removes what they wrote and ends with 75`() async throws {
            let home = try TemporaryDirectory()
            let bench = RunningProgram(
                "docket", ["bench", "flow", "--any-build", "--only", "idle", "--seconds", "600"],
                environment: ["TMPDIR": home.path(of: "")])
            try await eventually("it waits in silence") { bench.lines.contains { $0.contains("silence") } }

            let end = await bench.stop()

            #expect(end == .exited(75), "\(bench.lines)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: home.path(of: "")) == [])
        }

        @Test func `a build that is not for release is refused`() async throws {
            let result = try await Program.run("docket", "bench", "flow")
            #expect(BuildKind.current == .release || result.end == .exited(64))
        }
    }
}
