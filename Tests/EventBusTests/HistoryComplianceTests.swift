import BusTesting
import EventBus
import GRDB
import SQLiteEventBus
import Testing

/// What every bus remembers of itself and of its publishers. See ``EventBus/EventBus/lastPublished(by:)``.
@Suite struct HistoryComplianceTests {
    private func message(_ id: String, by source: String) -> Envelope {
        var envelope = Envelope.made(id: id)
        envelope.source = source
        return envelope
    }

    @Test(arguments: BusUnderTest.allCases)
    func `the last message of each publisher is known, before and after somebody acknowledges`(bus: BusUnderTest) throws {
        try bus.run { bus throws in
            #expect(try bus.lastPublished(by: "/orders") == nil)
            try bus.append([message("a", by: "/orders"), message("b", by: "/stock"), message("c", by: "/orders")])
            for _ in 0..<2 {
                #expect(try bus.lastPublished(by: "/orders") == Publication(position: 3, id: "c"))
                #expect(try bus.lastPublished(by: "/stock") == Publication(position: 2, id: "b"))
                #expect(try bus.lastPublished(by: "/shipping") == nil)
                try bus.acknowledge(2, by: "stock")
            }
            try bus.append([message("d", by: "/stock")])
            #expect(try bus.lastPublished(by: "/stock") == Publication(position: 4, id: "d"))
            #expect(try bus.lastPublished(by: "/orders") == Publication(position: 3, id: "c"))
        }
    }

    @Test(arguments: BusUnderTest.allCases)
    func `a message that is appended again is not the last once more`(bus: BusUnderTest) throws {
        try bus.run { bus throws in
            try bus.append([message("a", by: "/orders"), message("b", by: "/orders")])
            try bus.append([message("a", by: "/orders")])
            #expect(try bus.lastPublished(by: "/orders") == Publication(position: 2, id: "b"))
        }
    }

    @Test(arguments: BusUnderTest.allCases)
    func `compaction takes messages away, and not who published them`(bus: BusUnderTest) throws {
        try bus.run { bus throws in
            try bus.append([message("a", by: "/orders"), message("b", by: "/stock")])
            #expect(try bus.compact(upTo: 2) == 2)
            #expect(try bus.lastPublished(by: "/orders") == Publication(position: 1, id: "a"))
            #expect(try bus.lastPublished(by: "/stock") == Publication(position: 2, id: "b"))
        }
    }

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
            #expect(try second.lastPublished(by: "/orders") == Publication(position: 1, id: "a"))
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
