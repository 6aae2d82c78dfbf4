import Contracts
@testable import DocketChaos
import DocketInstallation
import DocketSupervisor
import DocketVerify
import EventBus
import Foundation
import SQLiteEventBus
import Testing

extension EndToEnd {
    /// `docket chaos` as a user starts it, for a few seconds: that it injects faults, counts and cleans up.
    struct ChaosTests {
        @Test func `processes are killed and stopped under load, and every order comes to its end`() async throws {
            let home = try TemporaryDirectory()

            let result = try await Program.run(
                "docket", "chaos", "--seconds", "8", "--seed", "1", "--rate", "20", "--json",
                environment: ["TMPDIR": home.path(of: "")])

            #expect(result.end == .exited(0), "\(result.output) \(result.error)")
            let report = try result.decode(ChaosReport.self)
            #expect(report.kills + report.stops > 0)
            #expect(report.recovery.count > 0 && report.recovery.worst >= report.recovery.median)
            #expect(report.driven > 50 && report.ended == report.driven)
            #expect(report.violations == [] && !report.interrupted)
            #expect(try FileManager.default.contentsOfDirectory(atPath: home.path(of: "")) == [])
        }

        @Test func `Ctrl-C ends it early with the whole report, and 75`() async throws {
            let home = try TemporaryDirectory()
            let chaos = RunningProgram(
                "docket", ["chaos", "--seconds", "600", "--rate", "20"], environment: ["TMPDIR": home.path(of: "")])
            try await eventually("somebody was struck") {
                chaos.lines.contains { $0.contains("killed") || $0.contains("stopped") }
            }

            let end = await chaos.stop()

            #expect(end == .exited(75), "\(chaos.lines)")
            #expect(chaos.lines.contains { $0.contains("stopped early") })
            #expect(chaos.lines.contains { $0.contains("violations   none") })
            #expect(try FileManager.default.contentsOfDirectory(atPath: home.path(of: "")) == [])
        }

        @Test func `a service whose messages were removed refuses to start, and says why`() async throws {
            try await withDocketUp { docket in
                _ = try await Program.run(
                    "docket", "load", "--count", "5", "--receive", "100", "--data-dir", docket.dataDirectory)
                _ = try await docket.untilDrained()
                await docket.program.stop()
                for file in ["stock.db", "stock.db-wal", "stock.db-shm"] {
                    // A side file need not be there.
                    try? FileManager.default.removeItem(atPath: docket.installation.path + "/" + file)
                }
                let compact = try await Program.run(
                    "docket", "compact", "--keep", "0", "--forget", "stock", "--data-dir", docket.dataDirectory)
                #expect(compact.end == .exited(0), "\(compact.error)")

                let stock = try await Program.run("stock", "--data-dir", docket.dataDirectory, "--port", "0")

                #expect(stock.end == .exited(73))
                #expect(stock.error.contains("it would miss messages"))
                let bus = try docket.installation.openBus()
                defer { bus.close() }
                #expect(try !bus.statistics().consumers.contains { $0.name == "stock" }, "it holds back what it cannot read")
            }
        }

        @Test func `a service that runs is not forgotten`() async throws {
            try await withDocketUp { docket in
                let compact = try await Program.run(
                    "docket", "compact", "--keep", "0", "--forget", "stock", "--data-dir", docket.dataDirectory)
                #expect(compact.end == .exited(73), "\(compact.output)")
            }
        }

        @Test func `a log with retention keeps the newest messages, and the inboxes forget the others`() async throws {
            try await withDocketUp("--retain", "20") { docket in
                _ = try await Program.run(
                    "docket", "load", "--count", "40", "--receive", "1000", "--data-dir", docket.dataDirectory)
                _ = try await docket.untilDrained()
                try await eventually("the log is short") { try docket.messages().count <= 20 }
                try await eventually("the inboxes are as short as the log") { try docket.installation.inboxRows() <= 4 * 20 }
                let report = try await docket.untilDrained()
                #expect(report.isClean, "\(report.violations)")
            }
        }
    }
}
