import Contracts
@testable import DocketClient
@testable import DocketInstallation
@testable import DocketOperations
import DocketSupervisor
import Foundation
import ServiceKit
import Subprocess
import Testing

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

        @Test func `every figure that status reads is served`() async throws {
            try await withDocketUp { docket in
                for service in ServiceName.allCases {
                    let metrics = try await docket.api.client(of: service).metrics()
                    for name in [
                        "docket_consumer_lag", "docket_dead_letters", "docket_subjects_with_dead_letters", "docket_outbox_depth",
                        "docket_retry_queue_messages",
                    ] { #expect(metrics[name] != nil, "\(name) of \(service)") }
                }
                #expect(try await docket.api.dispatch.metrics()["docket_sagas_needing_attention"] == 0)
            }
        }

        @Test func `a service that is killed comes back, and an order paid meanwhile completes`() async throws {
            try await withDocketUp { docket in
                let before = try #require(try await docket.status().services.first { $0.service == .stock }?.pid)
                try await docket.api.stock.receive([ReceivedGoods(sku: "MUG", quantity: 10)])
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
                try await eventually("it can be started again") { again.servicesAreReady }
                #expect(await again.stop() == .exited(0))
            }
        }

        @Test func `services that listen on every address, with a token, are reached on this machine`() async throws {
            let home = try TemporaryDirectory()
            let environment = ["DOCKET_HOST": "0.0.0.0", "DOCKET_API_TOKEN": "secret-1"]
            let options = ["--data-dir", home.path(of: "data")]
            let up = RunningProgram("docket", ["up", "--port-base", "0"] + options, environment: environment)
            try await eventually("docket up says that all are ready") {
                up.servicesAreReady
            }
            let load = try await Program.run(
                "docket", "load", "--count", "5", "--receive", "100", options[0], options[1], environment: environment)
            #expect(load.end == .exited(0), "\(load.error)")
            #expect(await up.stop() == .exited(0))
        }

        @Test func `orders go on when the output of docket up is not read, and its files have every line`() async throws {
            let home = try TemporaryDirectory()
            let (data, fifo) = (home.path(of: "data"), home.path(of: "output"))
            // A reader that opens the pipe and never reads it, as a terminal after Ctrl-S. It ends by itself.
            let up = RunningProgram(
                shell: """
                    mkfifo \(fifo); sleep 60 < \(fifo) &
                    exec \(Program.path("docket")) up --port-base 0 --data-dir \(data) --log-level debug > \(fifo) 2>&1
                    """)
            try await eventually("docket status says that all are ready") {
                let status: StatusReport = try await Program.run("docket", "status", "--json", "--data-dir", data).decode()
                return status.services.allSatisfy(\.ready)
            }
            // Far more lines than a pipe holds.
            let load = try await Program.run(
                "docket", "load", "--count", "150", "--receive", "10000", "--mode", "both", "--data-dir", data)
            #expect(load.end == .exited(0), "\(load.error)")
            try await eventually("all is done, and everything adds up") {
                let verified = try await Program.run("docket", "verify", "--data-dir", data)
                return verified.end == .exited(0) && !verified.output.contains("not drained")
            }
            let log = try String(contentsOf: Installation(path: data).log(of: .orders), encoding: .utf8)
            #expect(log.utf8.count > 100_000)
            #expect(await up.stop() == .exited(0))
        }

        @Test func `services stop when their docket up is killed, and the next one starts`() async throws {
            try await withDocketUp { docket in
                await docket.program.stop(by: .kill)
                try await eventually("the services have stopped by themselves") {
                    ServiceName.allCases.allSatisfy { docket.installation.holder(of: $0) == nil }
                }
                let next = RunningProgram("docket", ["up", "--port-base", "0", "--data-dir", docket.dataDirectory])
                try await eventually("the next one starts") { next.servicesAreReady }
                #expect(await next.stop() == .exited(0))
            }
        }

        @Test func `services that were started by hand are named by docket up`() async throws {
            let home = try TemporaryDirectory()
            let stock = RunningProgram("stock", ["--port", "0", "--data-dir", home.path(of: "data")])
            try await eventually("stock listens") { Installation(path: home.path(of: "data")).runFile(of: .stock) != nil }
            let up = try await Program.run("docket", "up", "--port-base", "0", "--data-dir", home.path(of: "data"))
            #expect(up.end == .exited(73))
            #expect(up.error.contains("stock (process \(try #require(stock.pid)))"), "\(up.error)")
            #expect(await stock.stop(by: .terminate) == .exited(0))
        }

        @Test func `a process that was given the id of a service is not taken for it`() async throws {
            try await withDocketUp { docket in
                // What a crash leaves behind: a run file, and by chance its number belongs to another process now. Us, for example.
                let file = RunFile(service: "stock", pid: getpid(), host: "127.0.0.1", port: 1, startedAt: .now)
                await docket.program.stop()
                try file.write(in: DataDirectory(creating: docket.dataDirectory))
                let next = RunningProgram("docket", ["up", "--port-base", "0", "--data-dir", docket.dataDirectory])
                try await eventually("it starts all the same") { next.servicesAreReady }
                #expect(await next.stop() == .exited(0))
            }
        }

        @Test(arguments: [12, 16, 20, 24, 28, 32, 64, 127, 128, 256])
        func `with hardly any file descriptors it says so and starts no service, or it works`(limit: Int) async throws {
            let home = try TemporaryDirectory()
            let directory = home.path(of: "data")
            let script = "ulimit -n \(limit); exec \(Program.path("docket")) up --port-base 0 --data-dir \(directory)"
            let up = RunningProgram(shell: script)
            let isUp = try await eventualValue("it ends, or it is up") { () -> Bool? in
                if up.servicesAreReady { return true }
                return up.lines.contains { $0.hasPrefix("docket: ") || $0.hasPrefix("error: ") } ? false : nil
            }
            let end = isUp ? await up.stop() : await up.end()
            guard case .exited = end else {
                Issue.record("it \(end): \(up.lines.suffix(5))")
                return
            }
            #expect(isUp == (limit >= 128) && isUp == (end == .exited(0)), "\(up.lines)")
            #expect(isUp || up.lines.contains { $0.contains("ulimit -n 1024") } || limit < 24, "\(up.lines)")
            try await eventually("nobody is left behind") {
                ServiceName.allCases.allSatisfy { Installation(path: directory).holder(of: $0) == nil }
            }
        }
    }
}
