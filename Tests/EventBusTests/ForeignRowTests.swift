import BusTesting
import EventBus
import EventBusTesting
import Foundation
import GRDB
import SQLiteEventBus
import Testing

/// Rows that another program wrote into `bus.db`. The table takes no NULL and no wrong type; what it does take must not end a program.
@Suite struct ForeignRowTests {
    private static let columns = """
        position, time, schema_version, type, mode, source, subject, partition_key, id, correlation_id, traceparent, data, checksum
        """

    private func withBus(holding row: String, _ body: (SQLiteEventBus) throws -> Void) throws {
        try withTemporaryDirectory { directory in
            let bus = try SQLiteEventBus(directory: directory)
            defer { bus.close() }
            try bus.append([.made(id: "own")])
            let stranger = try DatabaseQueue(path: directory + "/bus.db")
            try stranger.writeWithoutTransaction { db in
                try db.execute(sql: "INSERT INTO messages (\(Self.columns)) VALUES (\(row), 0)")
            }
            try stranger.close()
            // A new one sees the row at once, as after a restart.
            let reopened = try SQLiteEventBus(directory: directory)
            defer { reopened.close() }
            try body(reopened)
        }
    }

    @Test(arguments: [Int64.min, -1 << 60, 1 << 60, .max])
    func `a time that is none is read as an end of time`(time: Int64) throws {
        try withBus(holding: "2, \(time), 1, 'T', 'w', 's', 'x', 'k', 'i', 'c', '', '{}'") { bus throws in
            let message = try #require(try bus.read(after: 1, types: nil, limit: 1).messages.first)
            let year = Calendar(identifier: .gregorian).component(.year, from: message.envelope.time)
            #expect((1...10_000).contains(year))
            // It goes out as text, and it goes into a table again.
            let text = String(decoding: try CloudEventCoding.sample.encode(message), as: UTF8.self)
            #expect(text.contains(time < 0 ? "\"time\":\"000" : "\"time\":\"9999-12-31T23:59:59"), "\(text)")
            #expect(try CloudEventCoding.sample.decode(Data(text.utf8)).id == "i")
        }
    }

    @Test func `text that is no UTF-8 is read as what can be made of it`() throws {
        try withBus(
            holding: "2, 0, 1, CAST(x'ff' AS TEXT), 'w', 's', 'x', 'k', CAST(x'fe00' AS TEXT), '', '', CAST(x'80' AS TEXT)"
        ) {
            bus throws in
            let message = try #require(try bus.read(after: 1, types: nil, limit: 1).messages.first)
            #expect(message.envelope.type == "\u{FFFD}")
            #expect(throws: BusError.self) { try CloudEventCoding.sample.encode(message) }
            #expect(try bus.append([.made(id: "next")]) == [3])
        }
    }

    @Test func `a position at the end of all numbers is read, and nothing is appended behind it`() throws {
        try withBus(holding: "9223372036854775807, 0, 1, 'T', 'w', 's', 'x', 'k', 'i', 'c', '', '{}'") { bus throws in
            let page = try bus.read(after: 0, types: nil, limit: 10)
            #expect(page.messages.map(\.position) == [1])
            #expect(try bus.read(after: page.upTo, types: nil, limit: 10).messages.map(\.position) == [.max])
            #expect(try bus.statistics().last == .max)
            let error = #expect(throws: BusError.self) { try bus.append([.made(id: "next")]) }
            #expect(error?.code == .corrupt && error?.message.contains("9223372036854775807") == true)
        }
    }

    @Test func `a position before the beginning does not upset the figures`() throws {
        try withBus(holding: "-9223372036854775808, 0, 1, 'T', 'w', 's', 'x', 'k', 'i', 'c', '', '{}'") { bus throws in
            #expect(try bus.statistics().last == 1)
            #expect(try bus.append([.made(id: "next")]) == [2])
            #expect(try bus.read(after: 0, types: nil, limit: 10).messages.count == 2)
        }
    }

    @Test(arguments: ["NULL", "x'00'", "1.5"]) func `the table itself refuses what has the wrong type`(version: String) throws {
        #expect(throws: DatabaseError.self) {
            try withBus(holding: "2, 0, \(version), 'T', 'w', 's', 'x', 'k', 'i', 'c', '', '{}'") { _ throws in }
        }
    }
}
