import Contracts
@testable import DocketClient
@testable import DocketInstallation
@testable import DocketOperations
import DocketSupervisor
import Foundation
import GRDB
import NIOHTTP1
import ServiceKit
import Subprocess
import Testing

extension EndToEnd {
    /// A log that others write into, and disks that take nothing.
    struct HostileSurroundingsTests {
        private static let columns = """
            position, time, schema_version, type, mode, source, subject, partition_key, id, correlation_id, traceparent, data, checksum
            """

        /// What a stranger writes in place of a message of Orders: version, type, mode, partition key, data.
        private static let foreign = [
            "1, 'OrderPaid', 'orchestration', '/stranger', 'Order-7', 'Order-7', 'bad-json', 'c', '', '{'",
            "1, 'OrderPaid', 'orchestration', '/stranger', 'Order-7', 'Order-7', 'no-fields', 'c', '', '{}'",
            "1, 'OrderPaid', 'orchestration', '/stranger', '', '', 'no-text', '', '', CAST(x'ff00' AS TEXT)",
            "99, 'OrderPaid', 'orchestration', '/stranger', 'Order-8', 'Order-8', 'future', 'c', '', '{}'",
            "-1, 'OrderPaid', 'choreography', '/stranger', 'Order-8', 'Order-8', 'past', 'c', '', '{}'",
            "1, 'OrderPaid', 'anarchy', '/stranger', 'Order-8', 'Order-8', 'no-mode', 'c', '', '{}'",
            "1, 'Nonsense', 'orchestration', '/stranger', 'Order-8', 'Order-8', 'no-type', 'c', '', '{}'",
        ]

        private func write(_ rows: [String], to file: String) async throws {
            let stranger = try DatabaseQueue(path: file)
            try await stranger.writeWithoutTransaction { db in
                for (row, time) in zip(rows, [0, Int64.min, .max, 0, 0, 0, 0]) {
                    try db.execute(
                        sql: """
                            INSERT INTO messages (\(Self.columns))
                            SELECT ifnull(max(position), 0) + 1, \(time), \(row), 0 FROM messages
                            """)
                }
            }
            try stranger.close()
        }

        @Test func `messages that are none become dead letters, and the orders of others go on`() async throws {
            try await withDocketUp { docket in
                try await write(Self.foreign, to: "\(docket.dataDirectory)/bus.db")
                try await docket.api.stock.receive([ReceivedGoods(sku: "MUG", quantity: 10)])
                let orders = try #require(docket.installation.runFile(of: .orders)?.address)
                #expect(try await Call("/orders", Samples.order(mode: "orchestration")).send(to: orders).status == 201)
                #expect(try await Call("/orders/1/payment", "{}").send(to: orders).status == 200)
                try await docket.untilOrder(1, is: .completed)

                let dispatch = try #require(docket.installation.runFile(of: .dispatch)?.address)
                let letters = try await Call(.GET, "/dead-letters").send(to: dispatch).text
                for id in ["bad-json", "no-fields", "no-text"] {
                    #expect(letters.contains("\"\(id)\""), "\(id): \(letters)")
                }
                // One of a newer version may be read once the program is upgraded, so it is tried again first.
                try await eventually("the message of a newer version is a dead letter") {
                    try await Call(.GET, "/dead-letters").send(to: dispatch).text.contains("\"future\"")
                }
                #expect(try await docket.status().services.allSatisfy(\.ready))
                let full = try await Program.runIntoFullDevice(
                    "docket", ["status", "--json", "--data-dir", docket.dataDirectory])
                #expect(full.end == .exited(1) && full.error.contains("No space left"), "\(full)")
            }
        }

        @Test(SmallDisk.isNeeded) func `on a full disk a request is refused, and taken when there is room again`() async throws {
            let home = try TemporaryDirectory()
            let disk = try await SmallDisk.mount(at: home.path(of: "data"), options: "size=6m,mode=700")
            let program = RunningProgram("orders", ["--port", "0", "--data-dir", disk.path])
            do {
                let address = try await eventualValue("orders listens") {
                    Installation(path: disk.path).runFile(of: .orders)?.address
                }
                #expect(try await Call("/orders", Samples.order()).send(to: address).status == 201)
                disk.fill()
                try await eventually("an order is refused") {
                    try await Call("/orders", Samples.order()).send(to: address).status == 503
                }
                #expect(try await Call(.GET, "/health/live").send(to: address).status == 200)
                try disk.free()
                try await eventually("an order is taken again") {
                    try await Call("/orders", Samples.order()).send(to: address).status == 201
                }
                #expect(try await Call(.GET, "/orders/1").send(to: address).status == 200)
            } catch {
                print(program.lines.suffix(20).joined(separator: "\n"))
                Issue.record(error)
            }
            #expect(await program.stop(by: .terminate) == .exited(0))
            await disk.unmount()
        }

        @Test(SmallDisk.isNeeded) func `a disk that takes nothing is refused at the start`() async throws {
            let home = try TemporaryDirectory()
            let disk = try await SmallDisk.mount(at: home.path(of: "data"), options: "ro,size=1m")
            let result = try await Program.run("orders", "--port", "0", "--data-dir", disk.path)
            #expect(result.end == .exited(73))
            #expect(result.error.contains(disk.path) && !result.error.contains("Fatal"), "\(result.error)")
            await disk.unmount()
        }
    }
}
