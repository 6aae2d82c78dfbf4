import BusTesting
import EventBus
import EventBusTesting
import Foundation
import GRDB
@testable import SQLiteEventBus
import Testing

/// What only the log on disk promises: durability, sharing between processes, and errors that a person can act on.
@Suite struct SQLiteEventBusTests {
    private func withBus(_ body: (SQLiteEventBus, String) throws -> Void) throws {
        try withTemporaryDirectory { directory in
            let bus = try SQLiteEventBus(directory: directory)
            defer { bus.close() }
            try body(bus, directory)
        }
    }

    @Test func `the directory and its files are for the owner only`() throws {
        try withBus { bus, directory throws in
            try bus.append([.made(id: "a")])
            let files = try FileManager.default.contentsOfDirectory(atPath: directory)
            #expect(files.sorted() == ["bus.db", "bus.db-shm", "bus.db-wal", "bus.lock", "bus.signal"])
            for file in files { #expect(try permissions(of: directory + "/" + file) == 0o600, "\(file)") }
            #expect(try permissions(of: directory) == 0o700)
        }
    }

    @Test(arguments: [
        Envelope.made(id: "x", type: "B"), .made(id: "x", type: "A", mode: "orchestration"),
    ])
    func `a service is not woken by what it does not take`(other: Envelope) throws {
        try withBus { bus, directory throws in
            let notifier = try bus.makeNotifier(for: MessageFilter(byMode: ["choreography": ["A"]], otherwise: []))
            try bus.append([other])
            let limit = Duration.milliseconds(30)
            #expect(ContinuousClock().measure { notifier.wait(atMost: limit) } >= .milliseconds(29), "it woke for \(other.type)")
            #expect(try permissions(of: directory + "/signals") == 0o700)
            #expect(try permissions(of: directory + "/signals/A.choreography") == 0o600)
        }
    }

    private func permissions(of path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func `what was appended is there after closing and opening again`() throws {
        try withTemporaryDirectory { directory in
            let first = try SQLiteEventBus(directory: directory)
            try first.append([.made(id: "a")])
            first.close()
            let second = try SQLiteEventBus(directory: directory)
            defer { second.close() }
            #expect(try second.append([.made(id: "a"), .made(id: "b")]) == [1, 2])
        }
    }

    @Test func `the write-ahead log is moved into the database when it has grown`() throws {
        try withTemporaryDirectory { directory in
            var options = SQLiteEventBus.Options()
            options.walCheckpointBytes = 256 * 1024
            let bus = try SQLiteEventBus(directory: directory, options: options)
            defer { bus.close() }
            let data = Data("\"\(String(repeating: "x", count: 100_000))\"".utf8)
            for number in 0..<100 { try bus.append([.made(id: "\(number)", data: data)]) }
            let attributes = try FileManager.default.attributesOfItem(atPath: directory + "/bus.db-wal")
            let size = try #require(attributes[.size] as? Int)
            #expect(size < 1024 * 1024, "10 MB went through it")
            #expect(try bus.statistics().messages == 100)
        }
    }

    /// The next two: a program that reads for hours, such as an `sqlite3` session that was forgotten.
    private func withIdleReader(_ body: (SQLiteEventBus, _ release: () throws -> Void, _ files: BusFileSizes) throws -> Void)
        throws
    {
        try withTemporaryDirectory { directory in
            var options = SQLiteEventBus.Options()
            options.walCheckpointBytes = 64 * 1024
            let bus = try SQLiteEventBus(directory: directory, options: options)
            defer { bus.close() }
            try bus.append([.made(id: "first")])
            var configuration = Configuration()
            configuration.allowsUnsafeTransactions = true
            let reader = try DatabaseQueue(path: directory + "/bus.db", configuration: configuration)
            try reader.writeWithoutTransaction { db in
                try db.execute(sql: "BEGIN")
                _ = try Int.fetchOne(db, sql: "SELECT count(*) FROM messages")
            }
            try body(
                bus, { try reader.writeWithoutTransaction { db in try db.execute(sql: "COMMIT") } },
                BusFileSizes(directory: directory))
            try reader.close()
        }
    }

    private struct BusFileSizes {
        let directory: String
        func of(_ name: String) throws -> Int {
            let attributes = try FileManager.default.attributesOfItem(atPath: directory + "/" + name)
            return try #require(attributes[.size] as? Int)
        }
    }

    private static let large = Data("\"\(String(repeating: "x", count: 20_000))\"".utf8)

    @Test func `a reader that stays holds no append up, and the write-ahead log shrinks when it has gone`() throws {
        try withIdleReader { bus, release, files in
            for number in 0..<100 {
                let took = try ContinuousClock().measure { try bus.append([.made(id: "\(number)", data: Self.large)]) }
                // A WAL checkpoint that waited for the reader waited for a second.
                #expect(took < .milliseconds(900))
            }
            #expect(try files.of("bus.db-wal") > 2_000_000)
            #expect(bus.incompleteWALCheckpoints > 0)
            try release()
            for number in 100..<130 { try bus.append([.made(id: "\(number)", data: Self.large)]) }
            #expect(try files.of("bus.db-wal") <= 4 * 64 * 1024)
        }
    }

    @Test func `what is compacted away is given back to the file system`() throws {
        try withTemporaryDirectory { directory in
            let bus = try SQLiteEventBus(directory: directory)
            defer { bus.close() }
            for number in 0..<600 { try bus.append([.made(id: "\(number)", data: Self.large)]) }
            try bus.compact(upTo: 0)
            let files = BusFileSizes(directory: directory)
            let before = try files.of("bus.db")
            #expect(before > 10_000_000)
            try bus.compact(upTo: 590)
            // 4 MB are kept for what comes next.
            let after = try files.of("bus.db")
            #expect(after < 5_500_000, "\(before) bytes, then \(after)")
            #expect(try bus.read(after: 590, matching: nil, limit: 20).messages.count == 10)
        }
    }

    @Test func `a closed bus says so, and closing twice is harmless`() throws {
        try withBus { bus, _ throws in
            bus.close()
            bus.close()
            for call in Self.everyCall {
                let error = #expect(throws: BusError.self) { try call(bus) }
                #expect(error?.code == .unavailable)
                #expect(error?.message == "the bus has been closed")
            }
        }
    }

    private static let everyCall: [@Sendable (any EventBus) throws -> Void] = [
        { try $0.append([.made(id: "a")]) },
        { _ = try $0.read(after: 0, types: nil, limit: 1) },
        { _ = try $0.makeNotifier() },
        { try $0.acknowledge(0, by: "stock") },
        { try $0.compact(upTo: 0) },
        { _ = try $0.statistics() },
    ]

    @Test func `a bus opened for reading reads, wakes up and refuses to write`() throws {
        try withBus { bus, directory throws in
            try bus.append([.made(id: "a")])
            let reader = try SQLiteEventBus.openReadOnly(directory: directory)
            defer { reader.close() }
            let notifier = try reader.makeNotifier()
            try bus.append([.made(id: "b")])
            expectNotified(notifier)
            #expect(try reader.read(after: 0, types: nil, limit: 10).messages.map(\.envelope.id) == ["a", "b"])
            let error = #expect(throws: BusError.self) { try reader.append([.made(id: "c")]) }
            #expect(error?.code == .invalid)
        }
    }

    @Test func `opening for reading creates no bus`() throws {
        try withTemporaryDirectory { directory in
            let error = #expect(throws: BusError.self) { try SQLiteEventBus.openReadOnly(directory: directory) }
            #expect(error?.message.contains("there is no bus in \(directory)") == true)
            #expect(!FileManager.default.fileExists(atPath: directory))
        }
    }

    @Test func `a bus that no process has open can be read`() throws {
        try withTemporaryDirectory { directory in
            let bus = try SQLiteEventBus(directory: directory)
            try bus.append([.made(id: "a")])
            bus.close()
            let reader = try SQLiteEventBus.openReadOnly(directory: directory)
            defer { reader.close() }
            #expect(try reader.statistics().last == 1)
        }
    }
}
