import BusTesting
import EventBus
import EventBusTesting
import Foundation
import GRDB
import SQLiteEventBus
import Testing

/// The same numbers from the same seed (SplitMix64).
private struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Files that are no bus, or none that this program can use: named, with what to do, and left as they are.
@Suite struct DamagedFileTests {
    private func error(opening directory: String) -> BusError? {
        #expect(throws: BusError.self) { try SQLiteEventBus(directory: directory).close() }
    }

    private func withDirectory(holding content: Data, _ body: (String) throws -> Void) throws {
        try withTemporaryDirectory { directory in
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            try content.write(to: URL(fileURLWithPath: directory + "/bus.db"))
            try body(directory)
        }
    }

    @Test func `a file that is no database is named`() throws {
        let content = Data(String(repeating: "this is a shopping list\n", count: 500).utf8)
        try withDirectory(holding: content) { directory throws in
            let error = error(opening: directory)
            #expect(error?.code == .corrupt)
            #expect(error?.message.contains("\(directory)/bus.db is damaged or is not a database") == true)
            #expect(try Data(contentsOf: URL(fileURLWithPath: directory + "/bus.db")) == content)
        }
    }

    @Test func `another program's database is left alone`() throws {
        try withDirectory(holding: Data()) { directory throws in
            let queue = try DatabaseQueue(path: directory + "/bus.db")
            try queue.write { db in try db.execute(sql: "CREATE TABLE recipes (name TEXT)") }
            try queue.close()
            #expect(error(opening: directory)?.code == .corrupt)
            #expect(error(opening: directory)?.message.contains("but not a bus") == true)
        }
    }

    @Test func `a newer format is refused by both ways to open it`() throws {
        try withTemporaryDirectory { directory in
            try SQLiteEventBus(directory: directory).close()
            let queue = try DatabaseQueue(path: directory + "/bus.db")
            try queue.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA user_version = 7") }
            try queue.close()
            #expect(error(opening: directory)?.code == .newerFormat)
            #expect(error(opening: directory)?.message.contains("format 7") == true)
            let readOnly = #expect(throws: BusError.self) { try SQLiteEventBus.openReadOnly(directory: directory) }
            #expect(readOnly?.code == .newerFormat)
        }
    }

    @Test func `a log with overwritten pages is reported as damaged when it is read`() throws {
        try withTemporaryDirectory { directory in
            let bus = try SQLiteEventBus(directory: directory)
            try bus.append((0..<2000).map { .made(id: "\($0)") })
            bus.close()
            let file = try FileHandle(forUpdating: URL(fileURLWithPath: directory + "/bus.db"))
            // The first pages, with the header and the schema, are left as they are.
            let size = try file.seekToEnd()
            try file.seek(toOffset: 16 * 4096)
            try file.write(contentsOf: Data(repeating: 0xA5, count: Int(size) - 16 * 4096))
            try file.close()

            let error = #expect(throws: BusError.self) {
                let damaged = try SQLiteEventBus.openReadOnly(directory: directory)
                defer { damaged.close() }
                var upTo: Position = 0
                while upTo < 2000 { upTo = try damaged.read(after: upTo, types: nil, limit: 100).upTo }
            }
            #expect(error?.code == .corrupt)
            #expect(error?.isRetriable == false)
            #expect(error?.message.contains("bus.db") == true)
        }
    }

    @Test func `a directory that cannot be made is named`() throws {
        try withDirectory(holding: Data()) { directory throws in
            // There is a file where the directory should be.
            let error = error(opening: directory + "/bus.db/inner")
            #expect(error?.code == .unavailable)
            #expect(error?.message.contains(directory) == true)
        }
    }

    @Test func `one flipped byte in a message is named and never served`() throws {
        try withTemporaryDirectory { directory throws in
            let bus = try SQLiteEventBus(directory: directory)
            try bus.append((1...100).map { .made(id: "\($0)", data: Data("{\"n\":\"number \($0).\"}".utf8)) })
            bus.close()
            let file = URL(fileURLWithPath: directory + "/bus.db")
            var content = try Data(contentsOf: file)
            let place = try #require(content.range(of: Data("number 50.".utf8)))
            content[place.lowerBound + 8] ^= 1
            try content.write(to: file)

            let damaged = try SQLiteEventBus(directory: directory)
            defer { damaged.close() }
            #expect(try damaged.read(after: 0, types: nil, limit: 49).messages.count == 49)
            let error = #expect(throws: BusError.self) { try damaged.read(after: 49, types: nil, limit: 10) }
            #expect(error?.code == .corrupt && error?.isRetriable == false)
            #expect(error?.message.contains("bus.db is damaged: the message at position 50") == true)
            #expect(try damaged.read(after: 50, types: nil, limit: 100).messages.count == 50)
        }
    }

    /// 300 flips all over the file: what is served is what was written, and what is not served is missed by the check of all files.
    @Test func `whatever byte flips, no altered message is served, and a missing one is found`() throws {
        try withTemporaryDirectory { directory throws in
            let bus = try SQLiteEventBus(directory: directory)
            let messages = (1...60).map { Envelope.made(id: "\($0)", subject: "Order-\($0)") }
            try bus.append(messages)
            bus.close()
            let file = URL(fileURLWithPath: directory + "/bus.db")
            let whole = try Data(contentsOf: file)
            var random = SeededGenerator(seed: 4)
            var served = 0
            for _ in 0..<300 {
                var content = whole
                content[Int.random(in: 100..<whole.count, using: &random)] ^= UInt8(1) << UInt8.random(in: 0..<8, using: &random)
                try content.write(to: file)
                // An error is an answer as good as the messages.
                guard let read = try? readAll(directory) else { continue }
                served += 1
                for message in read {
                    #expect(messages.indices.contains(Int(message.position) - 1))
                    #expect(message.envelope == messages[Int(message.position) - 1])
                }
                if read.count < messages.count { #expect(try isFoundDamaged(file)) }
            }
            // Most of a file is free space or an index, where a flip takes nothing from the messages.
            #expect(served > 0 && served < 300)
        }
    }

    private func readAll(_ directory: String) throws -> [RecordedEnvelope] {
        let bus = try SQLiteEventBus.openReadOnly(directory: directory)
        defer { bus.close() }
        return try bus.read(after: 0, types: nil, limit: 1000).messages
    }

    private func isFoundDamaged(_ file: URL) throws -> Bool {
        let queue = try DatabaseQueue(path: file.path)
        return try queue.read { db throws in
            let published = try String.fetchAll(db, sql: "PRAGMA quick_check")
            let gaps = try Int.fetchOne(db, sql: "SELECT max(position) - count(*) FROM messages") ?? 0
            return try published != ["ok"] || gaps > 0 || !LogIntegrity.damagedPositions(db).isEmpty
        }
    }

    @Test(arguments: [
        (
            1,
            """
            ALTER TABLE messages DROP COLUMN checksum; DROP TABLE publishers; DELETE FROM meta WHERE name IN ('log', 'published')
            """
        ),
        (2, "DROP TABLE publishers; DELETE FROM meta WHERE name IN ('log', 'published')"),
        (3, ""),
    ])
    func `a log of an earlier format is brought to this one, and its messages are kept`(_ format: Int, _ change: String) throws {
        try withTemporaryDirectory { directory throws in
            let bus = try SQLiteEventBus(directory: directory)
            try bus.append([.made(id: "old")])
            bus.close()
            let queue = try DatabaseQueue(path: directory + "/bus.db")
            try queue.writeWithoutTransaction { db throws in
                try db.execute(sql: "ALTER TABLE messages RENAME COLUMN mode TO workflow; PRAGMA user_version = \(format)")
                try db.execute(sql: change)
            }
            try queue.close()
            // The files of the first two formats had no identity of their log.
            if format < 3 { try FileManager.default.removeItem(atPath: directory + "/bus.signal") }
            let readOnly = #expect(throws: BusError.self) { try SQLiteEventBus.openReadOnly(directory: directory) }
            #expect(readOnly?.message.contains("older format \(format)") == true)

            let upgraded = try SQLiteEventBus(directory: directory)
            defer { upgraded.close() }
            try upgraded.append([.made(id: "new")])
            #expect(try upgraded.read(after: 0, types: nil, limit: 10).messages.map(\.envelope.id) == ["old", "new"])
            #expect(try upgraded.lastPublished(by: Envelope.made(id: "old").source) == Publication(position: 2, id: "new"))
        }
    }
}
