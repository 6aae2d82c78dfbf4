import Contracts
import Decisions
@testable import DocketInstallation
@testable import DocketLoad
@testable import DocketOperations
import DocketSupervisor
import DocketVerify
import EventBus
import Foundation
import Testing

extension EndToEnd {
    /// `docket load` against running services, which may be killed meanwhile.
    struct LoadTests {
        @Test func `a load that is run twice does nothing twice`() async throws {
            try await withDocketUp { docket in
                let first = try await load(into: docket)
                #expect(first.paid == 100 && first.failed.isEmpty)
                let messages = try await docket.untilDrained().totals.messages

                let second = try await load(into: docket)

                #expect(second.paid == 100 && second.lastOrderId == first.lastOrderId)
                let report = try await docket.untilDrained()
                #expect(report.totals.messages == messages, "something was said again")
                #expect(report.totals.orders.values.reduce(0) { $0 + $1.values.reduce(0, +) } == 100)
                let verify = try await Program.run("docket", "verify", "--data-dir", docket.dataDirectory)
                #expect(verify.end == .exited(0), "\(verify.output)")
                #expect(!verify.output.contains("\u{1B}"))
            }
        }

        private func load(into docket: DocketUp) async throws -> LoadReport {
            let result = try await Program.run(
                "docket", "load", "--count", "50", "--receive", "1000", "--mode", "both", "--seed", "7", "--json",
                "--data-dir", docket.dataDirectory)
            #expect(result.end == .exited(0), "\(result.error)")
            return try result.decode()
        }

        @Test(arguments: ServiceName.allCases, CoordinationMode.allCases)
        func `a load goes through although a service is killed in the middle of it`(
            victim: ServiceName, mode: CoordinationMode
        ) async throws {
            try await withDocketUp { docket in
                let before = try #require(try await docket.status().services.first { $0.service == victim }?.pid)
                async let load = Program.run(
                    "docket", "load", "--count", "60", "--rate", "30", "--receive", "1000", "--mode", mode.rawValue,
                    "--seed", "7", "--json", "--data-dir", docket.dataDirectory)
                try await eventually("some orders are paid") { try docket.messages().count { $0.type == "OrderPaid" } >= 10 }

                kill(before, SIGKILL)

                let result = try await load
                #expect(result.end == .exited(0), "\(result.error)")
                #expect(try result.decode(LoadReport.self).paid == 60)
                let report = try await docket.untilDrained()
                #expect(report.totals.orders[mode.rawValue] == ["completed": 60])
                #expect(report.isClean, "\(report.violations)")
                let after = try await docket.status().services.first { $0.service == victim }
                #expect(after?.ready == true && after?.pid != before)
            }
        }
    }
}
