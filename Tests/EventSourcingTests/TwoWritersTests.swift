import EventSourcing
import Testing

/// Two writers on two connections, interleaved step by step.
@Suite struct TwoWritersTests {
    enum Writer: String, CaseIterable { case anna, berta }

    struct Race: Sendable, CustomTestStringConvertible {
        /// Events that are there before the race.
        var there: Int
        /// Who appends, in this order. Both have looked before the first one does.
        var order: [Writer]
        var testDescription: String { "\(there) events there, \(order.map(\.rawValue).joined(separator: " before "))" }
    }

    @Test(arguments: [
        Race(there: 0, order: [.anna, .berta]),
        Race(there: 0, order: [.berta, .anna]),
        Race(there: 3, order: [.anna, .berta]),
        Race(there: 3, order: [.berta, .anna]),
    ])
    func `of two writers that saw the same version exactly one wins`(_ race: Race) throws {
        let file = try StoreFile()
        try file.open().append(Array(repeating: .made(), count: race.there), to: "Order-1", expecting: .noStream)
        let writers = try race.order.map { writer in
            let connection = try file.open()
            return (name: writer.rawValue, connection: connection, seen: try connection.load("Order-1").count)
        }

        var won: [String] = []
        var conflicts: [VersionConflict] = []
        for (name, connection, seen) in writers {
            do {
                try connection.append([.made(name)], to: "Order-1", expecting: .exactly(seen))
                won.append(name)
            } catch let conflict as VersionConflict {
                conflicts.append(conflict)
            }
        }

        #expect(won == [race.order[0].rawValue])
        #expect(conflicts == [VersionConflict(stream: "Order-1", expected: race.there, actual: race.there + 1)])
        #expect(try file.open().load("Order-1").dropFirst(race.there).map(\.type) == won)
    }

    @Test func `the loser wins after it has looked again`() throws {
        let file = try StoreFile()
        let (anna, berta) = (try file.open(), try file.open())
        try anna.append([.made("anna")], to: "Order-1", expecting: .noStream)
        let conflict = #expect(throws: VersionConflict.self) {
            try berta.append([.made("berta")], to: "Order-1", expecting: .noStream)
        }
        try berta.append([.made("berta")], to: "Order-1", expecting: .exactly(try #require(conflict).actual))
        #expect(try anna.load("Order-1").map(\.type) == ["anna", "berta"])
    }
}
