import BusTesting
import EventBus
import Foundation
import GRDB
import SQLiteEventBus
import Testing

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
            #expect(error(opening: directory)?.message.contains("not a Docket bus") == true)
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
            // A file stands where the directory should be.
            let error = error(opening: directory + "/bus.db/inner")
            #expect(error?.code == .unavailable)
            #expect(error?.message.contains(directory) == true)
        }
    }
}
