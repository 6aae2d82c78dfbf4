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

        @Test func `a file is completed by its mended rows, and nothing is sent in part`() async throws {
            try await withDocketUp { docket in
                let directory = try TemporaryDirectory()
                let header = "order,customer,sku,qty,unit_price\n"
                func load(_ rows: String, _ name: String = "orders.csv", mode: String = "orchestration") async throws -> (
                    report: LoadReport?, end: Int32?, error: String
                ) {
                    let path = try directory.write(Data((header + rows).utf8), to: name)
                    let result = try await Program.run(
                        "docket", "load", "--orders", path, "--mode", mode, "--receive", "100", "--json", "--reject-file",
                        directory.url.appending(path: "rejects.csv").path, "--data-dir", docket.dataDirectory)
                    let end: Int32? = if case .exited(let code) = result.end { code } else { nil }
                    return (try? result.decode(LoadReport.self), end, result.error)
                }

                let first = try await load("1,C-1,MUG,2,10.00\n1,C-1,CUP,x,5.50\n2,C-2,MUG,1,10.00\n")
                #expect(first.end == 65 && first.report?.paid == 1 && first.report?.leftOut == 1, "\(first.error)")
                #expect(first.error.contains("orders.csv:3: order 1 is left out: qty 'x' is no whole number"))
                let rejects = try String(contentsOf: directory.url.appending(path: "rejects.csv"), encoding: .utf8)
                #expect(rejects == header + "1,C-1,MUG,2,10.00\n1,C-1,CUP,x,5.50\n")

                let mended = try await load(String(rejects.replacing(",x,", with: ",3,").dropFirst(header.count)), "mended.csv")
                #expect(mended.end == 0 && mended.report?.paid == 1 && mended.report?.repeated == 0, "\(mended.error)")
                let again = try await load("1,C-1,MUG,2,10.00\n1,C-1,CUP,3,5.50\n2,C-2,MUG,1,10.00\n")
                #expect(again.end == 0 && again.report?.repeated == 2, "\(again.error)")
                let other = try await load("1,C-1,MUG,2,10.00\n2,C-2,MUG,9,10.00\n")
                #expect(other.end == 65 && other.report?.leftOut == 2, "\(other.error)")
                #expect(other.error.contains("order 2 was sent before with other content"))

                // Refused in both modes, and one order with one row all the same.
                let both = try await load("7,C-1,MUG,7,10.00\n", mode: "both")
                let inBoth = try await load("7,C-1,MUG,8,10.00\n", mode: "both")
                #expect(both.end == 0 && inBoth.end == 65 && inBoth.report?.leftOut == 1, "\(both.error) \(inBoth.error)")
                let rows = try String(contentsOf: directory.url.appending(path: "rejects.csv"), encoding: .utf8)
                #expect(rows == header + "7,C-1,MUG,8,10.00\n")

                let report = try await docket.untilDrained()
                #expect(report.isClean, "\(report.violations)")
                #expect(report.totals.money.map(\.paid) == [4650 + 2 * 7000])
                #expect(report.totals.stock.received == 200)
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
