import EventSourcing
import Foundation
import GRDB
import Testing

@Suite struct AppendTests {
    let file: StoreFile
    let orders: Connection

    init() throws {
        file = try StoreFile()
        orders = try file.open()
    }

    @Test func `versions count from 1 in each stream of its own`() throws {
        #expect(try orders.append([.made(), .made()], to: "Order-1", expecting: .noStream) == 2)
        #expect(try orders.append([.made()], to: "Order-2", expecting: .noStream) == 1)
        #expect(try orders.append([.made()], to: "Order-1", expecting: .exactly(2)) == 3)
        #expect(try orders.load("Order-1").map(\.version) == [1, 2, 3])
        #expect(try orders.load("Order-2").map(\.version) == [1])
    }

    @Test func `appending no events leaves the stream where it is`() throws {
        #expect(try orders.append([], to: "Order-1", expecting: .exactly(7)) == 7)
        #expect(try orders.load("Order-1").isEmpty)
    }

    struct Expectation: Sendable, CustomTestStringConvertible {
        var there: Int
        var expected: ExpectedVersion
        var fits: Bool
        var testDescription: String { "\(expected) with \(there) events there" }
    }

    @Test(arguments: [
        Expectation(there: 0, expected: .noStream, fits: true),
        Expectation(there: 0, expected: .exactly(0), fits: true),
        Expectation(there: 0, expected: .exactly(1), fits: false),
        Expectation(there: 2, expected: .noStream, fits: false),
        Expectation(there: 2, expected: .exactly(1), fits: false),
        Expectation(there: 2, expected: .exactly(2), fits: true),
        Expectation(there: 2, expected: .exactly(3), fits: false),
    ])
    func `a writer appends only where the stream is as expected`(_ row: Expectation) throws {
        try orders.append(Array(repeating: .made(), count: row.there), to: "Order-1", expecting: .noStream)
        let conflict = VersionConflict(stream: "Order-1", expected: row.expected.version, actual: row.there)
        switch Result(catching: { try orders.append([.made(), .made()], to: "Order-1", expecting: row.expected) }) {
        case .success(let version): #expect(row.fits && version == row.there + 2)
        case .failure(let error): #expect(!row.fits && error as? VersionConflict == conflict)
        }
        #expect(try orders.load("Order-1").count == row.there + (row.fits ? 2 : 0))
    }

    @Test func `a conflict says which version was expected and which is there`() {
        let conflict = VersionConflict(stream: "Order-1", expected: 2, actual: 3)
        #expect("\(conflict)" == "Order-1 is at version 3, not at 2 as expected")
    }

    @Test func `data that is no text is refused`() throws {
        var event = NewEvent.made()
        event.data = Data([0xFF, 0xFE])
        let error = #expect(throws: EventStoreError.self) {
            try orders.append([event], to: "Order-1", expecting: .noStream)
        }
        #expect(error?.code == .invalidData)
    }

    @Test func `a transaction that is rolled back appends nothing`() throws {
        struct Failure: Error {}
        #expect(throws: Failure.self) {
            try orders.database.write { db in
                try orders.store.append([.made()], to: "Order-1", expecting: .noStream, in: db)
                throw Failure()
            }
        }
        #expect(try orders.load("Order-1").isEmpty)
    }
}
