import EventSourcing
import Foundation
import GRDB
import Testing

@Suite struct ReadingTests {
    let file: StoreFile
    let orders: Connection

    init() throws {
        file = try StoreFile()
        orders = try file.open()
    }

    @Test func `what was appended is read back in order, whole, after the file was closed and opened again`() throws {
        let events = (1...5).map { number in
            NewEvent.made("Event\(number)", #"{"number":\#(number),"text":"Grüße 🐙"}"#, number: number, schemaVersion: 3)
        }
        try orders.append(events, to: "Order-1", expecting: .noStream)
        try orders.database.close()

        let read = try file.open().load("Order-1")
        #expect(read.map(\.version) == [1, 2, 3, 4, 5])
        #expect(read.map(\.stream) == Array(repeating: "Order-1", count: 5))
        for (found, event) in zip(read, events) {
            #expect(found.time.timeIntervalSince(event.time).magnitude < 0.000_001)
            var whole = StoredEvent(position: found.position, stream: "Order-1", version: found.version, event: event)
            whole.time = found.time
            #expect(found == whole)
        }
    }

    @Test func `a stream is read from the reader's version`() throws {
        try orders.append((1...4).map { .made(number: $0) }, to: "Order-1", expecting: .noStream)
        #expect(try orders.load("Order-1", after: 2).map(\.version) == [3, 4])
        #expect(try orders.load("Order-1", after: 4).isEmpty)
        #expect(try orders.load("Order-10").isEmpty)
    }

    @Test func `all streams are read in the order they were appended in, page by page`() throws {
        for seen in 0..<3 {
            try orders.append([.made("Left")], to: "Order-2", expecting: .exactly(seen))
            try orders.append([.made("Right")], to: "Order-1", expecting: .exactly(seen))
        }
        let first = try orders.readAll(limit: 4)
        let second = try orders.readAll(after: try #require(first.last).position, limit: 4)
        #expect(first.map(\.stream) == ["Order-2", "Order-1", "Order-2", "Order-1"])
        #expect(second.map(\.stream) == ["Order-2", "Order-1"])
        #expect((first + second).map(\.version) == [1, 1, 2, 2, 3, 3])
        #expect(try orders.readAll(after: try #require(second.last).position, limit: 4).isEmpty)
    }

    @Test(arguments: [1, 2, 3])
    func `a stream with a missing event is reported, not passed off as its history`(missing: Int) throws {
        try orders.append((1...4).map { .made(number: $0) }, to: "Order-1", expecting: .noStream)
        try orders.execute("DROP TRIGGER events_kept; DELETE FROM events WHERE version = \(missing)")
        let error = #expect(throws: EventStoreError.self) { try orders.load("Order-1") }
        #expect(error?.code == .damagedStream)
        #expect(error?.message == "Order-1 has no version \(missing), but a version \(missing + 1)")
    }

    static let insert = "INSERT INTO events (stream, version, type, schema_version, time, correlation_id, data) VALUES"

    @Test(arguments: [
        "UPDATE events SET data = '{}'",
        "DELETE FROM events",
        insert + " ('Order-1', 1, 'Again', 1, 0, '', '{}')",
        insert + " ('Order-1', 3, 'Ahead', 1, 0, '', '{}')",
        insert + " ('Order-2', 0, 'Zeroth', 1, 0, '', '{}')",
    ])
    func `the table refuses what would rewrite history or leave a gap, from any writer`(sql: String) throws {
        try orders.append([.made("First", #"{"a":1}"#)], to: "Order-1", expecting: .noStream)
        let before = try orders.readAll()
        let error = #expect(throws: DatabaseError.self) { try orders.execute(sql) }
        #expect(error?.resultCode == .SQLITE_CONSTRAINT)
        #expect(try orders.readAll() == before)
    }
}
