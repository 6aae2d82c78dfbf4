import Foundation
import ServiceKit
import Testing

@Suite struct DirectoryLockTests {
    @Test func `the second one is refused, with the holder of the lock`() async throws {
        try await withTemporaryDirectory { path in
            let directory = try DataDirectory(creating: path)
            let first = try DirectoryLock(name: "orders", in: directory)
            let error = try #require(throws: StartupError.self) { try DirectoryLock(name: "orders", in: directory) }
            #expect(error.code == .cannotCreate)
            #expect(error.code.rawValue == 73)
            #expect(error.message.contains("process \(ProcessInfo.processInfo.processIdentifier)"))
            #expect(error.message.contains("--data-dir"))
            first.release()
        }
    }

    @Test func `a released lock can be taken again, also by dropping it`() async throws {
        try await withTemporaryDirectory { path in
            let directory = try DataDirectory(creating: path)
            let first = try DirectoryLock(name: "orders", in: directory)
            first.release()
            first.release()
            do { _ = try DirectoryLock(name: "orders", in: directory) }
            let third = try DirectoryLock(name: "orders", in: directory)
            third.release()
        }
    }

    @Test func `the file holds the process id while the lock is held, and nothing afterwards`() async throws {
        try await withTemporaryDirectory { path in
            let directory = try DataDirectory(creating: path)
            let content = { try String(contentsOfFile: directory.path(of: "stock.lock"), encoding: .utf8) }
            let lock = try DirectoryLock(name: "stock", in: directory)
            #expect(try content() == "\(ProcessInfo.processInfo.processIdentifier)\n")
            lock.release()
            #expect(try content() == "")
        }
    }

    @Test func `who holds a lock can be asked without touching it`() async throws {
        try await withTemporaryDirectory { path in
            let directory = try DataDirectory(creating: path)
            #expect(DirectoryLock.holder(of: "orders", in: path) == nil)
            let lock = try DirectoryLock(name: "orders", in: directory)
            for _ in 0..<3 {
                #expect(DirectoryLock.holder(of: "orders", in: path)?.pid == ProcessInfo.processInfo.processIdentifier)
            }
            #expect(throws: StartupError.self) { try DirectoryLock(name: "orders", in: directory) }
            lock.release()
            #expect(DirectoryLock.holder(of: "orders", in: path) == nil)
        }
    }

    @Test func `locks of different names do not meet`() async throws {
        try await withTemporaryDirectory { path in
            let directory = try DataDirectory(creating: path)
            let orders = try DirectoryLock(name: "orders", in: directory)
            let stock = try DirectoryLock(name: "stock", in: directory)
            orders.release()
            stock.release()
        }
    }
}
