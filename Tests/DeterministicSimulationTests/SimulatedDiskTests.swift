import DeterministicSimulation
import EventBus
import EventBusTesting
import Foundation
import GRDB
import SQLiteEventBus
import Testing

/// A disk that loses power keeps what was waited for, and is free to lose everything else.
@Suite struct SimulatedDiskTests {
    private func withDisk(ignoresDirectories: Bool = false, _ body: (SimulatedDisk) throws -> Void) throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "disk-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: directory) } }
        try body(SimulatedDisk(directory, ignoresDirectories: ignoresDirectories))
    }

    /// How many of two rows are there after a power failure, the first committed with a wait, the second without one.
    private func rows(_ disk: SimulatedDisk, _ seed: UInt64) throws -> Int {
        try disk.begin(Seeded(seed), files: [:])
        let path = disk.directory.appending(path: "a.db").path
        func open() throws -> DatabaseQueue {
            var configuration = Configuration()
            configuration.journalMode = .wal
            return try DatabaseQueue(path: path, configuration: configuration)
        }
        let queue = try open()
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA synchronous = FULL; CREATE TABLE rows (n); INSERT INTO rows VALUES (1)")
            try db.execute(sql: "PRAGMA synchronous = NORMAL; INSERT INTO rows VALUES (2)")
        }
        disk.cutPower(after: 1)
        #expect(throws: (any Error).self) {
            try queue.writeWithoutTransaction { db in try db.execute(sql: "INSERT INTO rows VALUES (3)") }
        }
        #expect(disk.isOff)
        try disk.restorePower()
        #expect(throws: (any Error).self, "what was open before fails for ever") {
            try queue.write { db in try db.execute(sql: "DELETE FROM rows") }
        }
        let numbers = try open().read { db in try Int.fetchAll(db, sql: "SELECT n FROM rows ORDER BY n") }
        #expect(numbers.first == 1 && numbers == Array(1...numbers.count), "\(numbers)")
        return numbers.count
    }

    @Test func `what was waited for is there, what was not may be`() throws {
        try withDisk { disk in
            let counts = try (1...40).map { try rows(disk, $0) }
            #expect(Set(counts).isSubset(of: [1, 2, 3]) && Set(counts).count > 1, "\(counts)")
        }
    }

    /// The write-ahead log is made anew at each start. The bus itself waits for its bytes only; SQLite waits for its name when it writes the
    /// first header, and on a disk where that does nothing messages are lost.
    @Test(arguments: [false, true]) func `a bus alone in its directory loses nothing that it has taken`(ignoresDirectories: Bool)
        throws
    {
        try withDisk(ignoresDirectories: ignoresDirectories) { disk in
            let kept = try (1...40).map { try messagesAfterFailure(disk, $0) }
            #expect(kept.allSatisfy { $0.starts(with: ["a", "b"]) } != ignoresDirectories, "\(kept)")
        }
    }

    private func messagesAfterFailure(_ disk: SimulatedDisk, _ seed: UInt64) throws -> [String] {
        try disk.begin(Seeded(seed), files: [:])
        disk.map("bus.signal")
        var options = SQLiteEventBus.Options()
        options.sync = { [weak disk] in try disk?.sync("bus.db-wal") }
        let path = disk.directory.path
        let first = try SQLiteEventBus(directory: path, options: options)
        try first.append([.made(id: "a")])
        first.close()
        let second = try SQLiteEventBus(directory: path, options: options)
        try second.append([.made(id: "b")])
        disk.cutPower(after: 1)
        #expect(throws: BusError.self) { try second.append([.made(id: "c")]) }
        try disk.restorePower()
        // A log that lacks what it had given is refused: nothing is kept then.
        guard let third = try? SQLiteEventBus(directory: path, options: options) else { return [] }
        defer { third.close() }
        return try third.read(after: 0, matching: nil, limit: 10).messages.map(\.envelope.id)
    }
}
