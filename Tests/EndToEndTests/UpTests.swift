import Contracts
import Foundation
import ServiceRuntime
import Subprocess
import Testing

@testable import DocketTool

extension EndToEnd {
    /// `docket up` from its start to Ctrl-C.
    struct UpTests {
        @Test func `a second docket up on the same directory is refused and names the first`() async throws {
            try await withDocketUp { docket in
                let second = try await Program.run("docket", "up", "--port-base", "0", "--data-dir", docket.dataDirectory)

                #expect(second.end == .exited(73))
                #expect(second.error.contains("process \(try #require(docket.program.pid))"), "\(second.error)")
                #expect(try await docket.status().services.allSatisfy(\.ready), "the first one goes on")
            }
        }

        @Test func `a service that is killed comes back, and an order paid meanwhile completes`() async throws {
            try await withDocketUp { docket in
                let before = try #require(try await docket.status().services.first { $0.service == .stock }?.pid)
                try await docket.api.stock.receive([GoodsIn(sku: "MUG", quantity: 10)])
                let address = try #require(docket.installation.runFile(of: .orders)?.address)
                let placed = try await Call("/orders", Samples.order()).send(to: address)
                #expect(placed.status == 201, "\(placed.text)")

                kill(before, SIGKILL)
                _ = try await docket.api.orders.pay(1)

                try await docket.untilOrder(1, is: .completed)
                try await eventually("stock runs again as another process") {
                    let stock = try await docket.status().services.first { $0.service == .stock }
                    return stock?.ready == true && stock?.pid != before
                }
                #expect(docket.program.lines.contains { $0.contains("was ended by signal 9") })
            }
        }

        @Test func `Ctrl-C stops all services and leaves nothing behind`() async throws {
            try await withDocketUp { docket in
                let pids = try await docket.status().services.compactMap(\.pid)
                #expect(pids.count == 4)

                #expect(await docket.program.stop(by: .interrupt) == .exited(0))

                #expect(pids.allSatisfy { kill($0, 0) == -1 && errno == ESRCH }, "a service lives on")
                let runFiles = try FileManager.default.contentsOfDirectory(atPath: docket.installation.path + "run")
                #expect(runFiles.isEmpty)
                let status = try await Program.run("docket", "status", "--data-dir", docket.dataDirectory)
                #expect(status.end == .exited(1))
                let again = RunningProgram("docket", ["up", "--port-base", "0", "--data-dir", docket.dataDirectory])
                try await eventually("it can be started again") { again.lines.contains { $0.contains("All four are ready") } }
                #expect(await again.stop() == .exited(0))
            }
        }

        @Test func `services that listen on every address, with a token, are reached on this machine`() async throws {
            let home = try TemporaryDirectory()
            let environment = ["DOCKET_HOST": "0.0.0.0", "DOCKET_API_TOKEN": "secret-1"]
            let options = ["--data-dir", home.path(of: "data")]
            let up = RunningProgram("docket", ["up", "--port-base", "0"] + options, environment: environment)
            try await eventually("docket up says that all are ready") {
                up.lines.contains { $0.contains("All four are ready") }
            }
            let load = try await Program.run(
                "docket", "load", "--count", "5", "--receive", "100", options[0], options[1], environment: environment)
            #expect(load.end == .exited(0), "\(load.error)")
            #expect(await up.stop() == .exited(0))
        }

        @Test func `services whose docket up was killed are named by the next one`() async throws {
            try await withDocketUp { docket in
                let pids = try await docket.status().services.compactMap(\.pid)
                await docket.program.stop(by: .kill)

                let next = try await Program.run("docket", "up", "--port-base", "0", "--data-dir", docket.dataDirectory)

                #expect(next.end == .exited(73))
                for pid in pids { #expect(next.error.contains("\(pid)"), "\(next.error)") }
                for pid in pids { kill(pid, SIGTERM) }
                try await eventually("the services end when asked to") { pids.allSatisfy { kill($0, 0) == -1 } }
            }
        }
    }
}
