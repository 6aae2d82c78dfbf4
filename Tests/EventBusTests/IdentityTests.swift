import EventBus
import EventBusTesting
import GRDB
import SQLiteEventBus
import Testing

/// What makes a log this one and no other.
@Suite struct IdentityTests {
    @Test(arguments: BusUnderTest.allCases)
    func `a bus is one log, and another bus another one`(bus: BusUnderTest) throws {
        try bus.run { first throws in
            let identity = try first.identity()
            try first.append([.made(id: "a")])
            #expect(try first.identity() == identity)
            try bus.run { second throws in #expect(try second.identity() != identity) }
        }
    }

    @Test func `an identity outlives the program`() throws {
        try withTemporaryDirectory { directory throws in
            let first = try SQLiteEventBus(directory: directory)
            let identity = try first.identity()
            try first.append([.made(id: "a")])
            first.close()
            let second = try SQLiteEventBus(directory: directory)
            defer { second.close() }
            #expect(try second.identity() == identity)
            #expect(try second.lastPublished(by: "/tester") == Publication(position: 1, id: "a"))
        }
    }

    @Test func `a log that ends before the last position that was given is refused`() throws {
        try withTemporaryDirectory { directory throws in
            let bus = try SQLiteEventBus(directory: directory)
            try bus.append((0..<5).map { .made(id: "\($0)") })
            bus.close()
            let queue = try DatabaseQueue(path: directory + "/bus.db")
            try queue.write { db throws in try db.execute(sql: "DELETE FROM messages WHERE position > 3") }
            try queue.close()
            let error = #expect(throws: BusError.self) { try SQLiteEventBus(directory: directory) }
            #expect(error?.code == .mismatch && error?.message.contains("ends at position 3") == true)
            let reader = try SQLiteEventBus.openReadOnly(directory: directory)
            defer { reader.close() }
            #expect(throws: BusError.self) { try reader.checkIsWhole() }
        }
    }
}
