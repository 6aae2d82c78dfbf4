@testable import DocketInstallation
import DocketSupervisor
import EventBus
import Foundation
import GRDB
import ServiceKit
import SQLiteEventBus
import Subprocess
import Testing

extension EndToEnd {
    /// A start that is not possible ends with one sentence that gives the reason, and an exit code of its own.
    struct StartupTests {
        private let home: TemporaryDirectory

        init() throws { home = try TemporaryDirectory() }

        private func start(_ name: String = "orders", in directory: String = "data", _ more: String...) async throws
            -> Program.Result
        {
            // The program ends by itself in every case here; a start that succeeds by mistake would run until the time limit.
            let program = RunningProgram(name, ["--data-dir", home.path(of: directory), "--port", "0"] + more)
            let end = await program.end()
            return Program.Result(end: end, output: "", error: program.lines.joined(separator: "\n"))
        }

        private func makeBus() throws -> URL {
            let directory = home.path(of: "data")
            let bus = try SQLiteEventBus(directory: DataDirectory(creating: directory).path)
            defer { bus.close() }
            try bus.append(
                (1...500).map { number in
                    Envelope(
                        id: "m-\(number)", source: "/orders", type: "OrderCreated", subject: "Order-\(number)", time: .now,
                        schemaVersion: 1, correlationID: "c-\(number)", causationID: nil, mode: "choreography",
                        partitionKey: "Order-\(number)", traceparent: "", data: Data("{}".utf8))
                })
            return URL(filePath: directory).appending(path: "bus.db")
        }

        @Test func `two copies of one service do not share a data directory`() async throws {
            let first = RunningProgram("orders", ["--data-dir", home.path(of: "data"), "--port", "0"])
            try await eventually("the first listens") {
                Installation(path: home.path(of: "data")).runFile(of: .orders) != nil
            }
            let second = try await start()
            #expect(second.end == .exited(73))
            #expect(second.error.contains("process \(try #require(first.pid))"), "\(second.error)")
            #expect(await first.stop(by: .terminate) == .exited(0))
        }

        @Test func `a taken port is named`() async throws {
            let first = RunningProgram("orders", ["--data-dir", home.path(of: "first"), "--port", "0"])
            let port = try await eventualValue("the first listens") {
                Installation(path: home.path(of: "first")).runFile(of: .orders)?.port
            }
            let second = try await start("stock", in: "second", "--port", "\(port)")
            #expect(second.end == .exited(69))
            #expect(second.error.contains("127.0.0.1:\(port)"), "\(second.error)")
            await first.stop(by: .terminate)
        }

        @Test(arguments: ["0.0.0.0", "::", "192.0.2.1"])
        func `no server listens beyond this machine without a token`(host: String) async throws {
            let result = try await start("orders", in: "data", "--host", host)
            #expect(result.end == .exited(64))
            #expect(result.error.contains("DOCKET_API_TOKEN"), "\(result.error)")
        }

        @Test func `a data directory that is a file is refused`() async throws {
            _ = try home.write(Data(), to: "data")
            for program in ["orders", "dispatch-orchestrator"] {
                let result = try await start(program)
                #expect(result.end == .exited(73))
                #expect(result.error.contains("data is not a directory"), "\(result.error)")
            }
            let up = try await Program.run("docket", "up", "--data-dir", home.path(of: "data"))
            #expect(up.end == .exited(73) && up.error.contains("is not a directory"), "\(up.error)")
        }

        @Test func `a data directory that cannot be made is refused with the reason`() async throws {
            _ = try home.write(Data(), to: "file")
            let result = try await start(in: "file/data")
            #expect(result.end == .exited(73))
            #expect(result.error.contains("Not a directory"), "\(result.error)")
        }

        @Test(.disabled(if: geteuid() == 0, "nothing is forbidden to root"))
        func `a data directory that cannot be written to is refused`() async throws {
            try FileManager.default.createDirectory(
                atPath: home.path(of: "data"), withIntermediateDirectories: false, attributes: [.posixPermissions: 0o500])
            let result = try await start()
            #expect(result.end == .exited(73) && result.error.contains("cannot be written"), "\(result.error)")
        }

        @Test func `a database that is none is named, by the service and by docket up`() async throws {
            try FileManager.default.createDirectory(atPath: home.path(of: "data"), withIntermediateDirectories: false)
            _ = try home.write(Data("This is a letter and no database.\n".utf8), to: "data/orders.db")
            let result = try await start()
            #expect(result.end == .exited(73))
            #expect(result.error.contains("data/orders.db is damaged or no database"), "\(result.error)")

            let up = try await Program.run("docket", "up", "--port-base", "0", "--data-dir", home.path(of: "data"))
            #expect(up.end == .exited(73))
            #expect(up.output.contains("orders.db is damaged or no database") && up.error.contains("orders"), "\(up.error)")
        }

        @Test func `a database of another program is left alone`() async throws {
            try FileManager.default.createDirectory(atPath: home.path(of: "data"), withIntermediateDirectories: false)
            let foreign = try DatabaseQueue(path: home.path(of: "data/orders.db"))
            try await foreign.write { db in try db.execute(sql: "CREATE TABLE photographs (id INTEGER)") }
            let result = try await start()
            #expect(result.end == .exited(73))
            #expect(result.error.contains("orders.db is a database of another program"), "\(result.error)")
            let tables = try await foreign.read { db in try String.fetchAll(db, sql: "SELECT name FROM sqlite_master") }
            #expect(tables == ["photographs"])
        }

        @Test func `a database of the old format is refused, and left alone`() async throws {
            try FileManager.default.createDirectory(atPath: home.path(of: "data"), withIntermediateDirectories: false)
            let former = try DatabaseQueue(path: home.path(of: "data/orders.db"))
            try await former.write { db in
                try db.execute(sql: "CREATE TABLE grdb_migrations (identifier TEXT); CREATE TABLE parked (position INTEGER)")
            }
            let result = try await start()
            #expect(result.end == .exited(73))
            #expect(result.error.contains("orders.db has the old format"), "\(result.error)")
            let tables = try await former.read { db in try String.fetchAll(db, sql: "SELECT name FROM sqlite_master") }
            #expect(tables == ["grdb_migrations", "parked"])
        }

        @Test func `half a bus is named`() async throws {
            let file = try makeBus()
            let bytes = try Data(contentsOf: file)
            try bytes.prefix(bytes.count / 2).write(to: file)
            let result = try await start("stock")
            #expect(result.end == .exited(73))
            #expect(result.error.contains("bus.db is damaged"), "\(result.error)")
        }

        @Test func `a bus of a newer program is refused and keeps its format`() async throws {
            let file = try makeBus()
            var bytes = try Data(contentsOf: file)
            // PRAGMA user_version lies at byte 60 of the file, as a big-endian number (sqlite.org/fileformat2.html).
            bytes.replaceSubrange(60..<64, with: [0, 0, 0, 99])
            try bytes.write(to: file)
            let result = try await start("stock")
            #expect(result.end == .exited(73))
            #expect(result.error.contains("bus.db has format 99"), "\(result.error)")
            #expect(try Data(contentsOf: file)[60..<64] == Data([0, 0, 0, 99]))
        }
    }
}
