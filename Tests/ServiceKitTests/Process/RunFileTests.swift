import Foundation
import ServiceKit
import Testing

@Suite struct RunFileTests {
    private let me = ProcessInfo.processInfo.processIdentifier

    private func runFile(pid: Int32) -> RunFile {
        RunFile(
            service: "orders", pid: pid, host: "127.0.0.1", port: 8101, startedAt: Date(timeIntervalSince1970: 1_795_449_600))
    }

    @Test func `what is written is read back`() async throws {
        try await withTemporaryDirectory { path in
            let directory = try DataDirectory(creating: path)
            #expect(try RunFile.read("orders", in: directory) == nil)
            try runFile(pid: me).write(in: directory)
            #expect(try RunFile.read("orders", in: directory) == runFile(pid: me))
            #expect(try RunFile.read("stock", in: directory) == nil)
        }
    }

    @Test func `the file is the documented JSON and is complete`() async throws {
        try await withTemporaryDirectory { path in
            let directory = try DataDirectory(creating: path)
            try runFile(pid: 12).write(in: directory)
            let text = try String(contentsOfFile: directory.path(of: "run/orders.json"), encoding: .utf8)
            #expect(
                text == #"{"host":"127.0.0.1","pid":12,"port":8101,"service":"orders","startedAt":"2026-11-23T16:00:00Z"}"#)
            // Nothing is left of the way it was written.
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path(of: "run")) == ["orders.json"])
        }
    }

    @Test func `only the process it names removes it`() async throws {
        try await withTemporaryDirectory { path in
            let directory = try DataDirectory(creating: path)
            try RunFile.remove("orders", in: directory)
            try runFile(pid: me + 1).write(in: directory)
            try RunFile.remove("orders", in: directory)
            #expect(try RunFile.read("orders", in: directory) != nil)
            try runFile(pid: me).write(in: directory)
            try RunFile.remove("orders", in: directory)
            #expect(try RunFile.read("orders", in: directory) == nil)
        }
    }

    @Test func `a damaged file is an error, not an absent service`() async throws {
        try await withTemporaryDirectory { path in
            let directory = try DataDirectory(creating: path)
            try runFile(pid: me).write(in: directory)
            try Data("{".utf8).write(to: URL(filePath: directory.path(of: "run/orders.json")))
            #expect(throws: DecodingError.self) { try RunFile.read("orders", in: directory) }
        }
    }

    @Test func `a service runs if it holds its lock, whichever process has its id now`() async throws {
        try await withTemporaryDirectory { path in
            let directory = try DataDirectory(creating: path)
            // This process lives, but does not hold the lock.
            #expect(!runFile(pid: me).mayBeRunning(in: path))
            let lock = try DirectoryLock(name: "orders", in: directory)
            #expect(runFile(pid: me).mayBeRunning(in: path))
            // Left behind by a crash; the lock is its successor's, which listens elsewhere.
            #expect(!runFile(pid: me + 1).mayBeRunning(in: path))
            lock.release()
            #expect(!runFile(pid: me).mayBeRunning(in: path))
        }
    }

    @Test func `of a service in a container only its address shows`() async throws {
        try await withTemporaryDirectory { path in
            var file = runFile(pid: 7)
            file.host = "orders"
            #expect(file.mayBeRunning(in: path))
        }
    }
}
