import EventSourcing
import Foundation
import GRDB
import Testing

/// Counts the events of each stream and remembers all: wrong as soon as one is left out, doubled or out of order.
private struct Tally: Projection {
    var name = "tally"
    var version = 1
    /// An event that it cannot take.
    var poison: String?

    struct Poisoned: Error {}

    func createTables(in db: Database) throws {
        try db.execute(sql: "CREATE TABLE tally (stream TEXT PRIMARY KEY, events INTEGER NOT NULL, history TEXT NOT NULL)")
    }

    func apply(_ event: StoredEvent, in db: Database) throws {
        guard event.type != poison else { throw Poisoned() }
        try db.execute(
            sql: """
                INSERT INTO tally VALUES (?1, 1, ?2)
                ON CONFLICT DO UPDATE SET events = events + 1, history = history || ',' || ?2
                """, arguments: [event.stream, event.type])
    }
}

@Suite struct ProjectionTests {
    private let file: StoreFile
    private let orders: Connection
    private static let histories = ["Event0,Event3,Event6,Event9", "Event1,Event4,Event7", "Event2,Event5,Event8"]

    /// Ten events in three streams.
    init() throws {
        file = try StoreFile()
        orders = try file.open()
        for number in 0..<10 { try append(number) }
    }

    private func append(_ number: Int) throws {
        let stream = "Order-\(number % 3)"
        try orders.append([.made("Event\(number)")], to: stream, expecting: .exactly(number / 3))
    }

    private func projections(_ tally: Tally..., chunk: Int = 1_000) throws -> Projections {
        try Projections(
            tally, of: orders.store, in: orders.database, directory: file.directory.appending(path: "views"), chunk: chunk)
    }

    private func histories(_ projections: Projections) throws -> [String] {
        try projections.read("tally") { db in
            try String.fetchAll(db, sql: "SELECT history FROM tally ORDER BY stream")
        }
    }

    private func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: file.directory.appending(path: "views").path).filter {
            $0.hasSuffix(".db")
        }
    }

    @Test(arguments: [1, 3, 10, 1_000])
    func `a reader gets all events that there are, whatever the chunk`(chunk: Int) throws {
        let views = try projections(Tally(), chunk: chunk)
        #expect(try histories(views) == Self.histories)
        try append(10)
        #expect(try histories(views)[1] == "Event1,Event4,Event7,Event10")
        let status = try #require(views.status().first)
        #expect(status.position == 11 && status.head == 11 && status.lag == 0 && status.rebuiltTo == nil)
    }

    @Test func `one that is made again is served from the old file until it has caught up`() throws {
        let views = try projections(Tally(), chunk: 4)
        #expect(try histories(views) == Self.histories)
        #expect(try views.rebuild("tally"))
        #expect(try views.advance())
        #expect(try views.status().first?.rebuiltTo == 4)
        #expect(try histories(views) == Self.histories, "never half of it")
        // Events that come in the meantime are in both.
        try append(10)
        while try views.advance() {}
        #expect(try views.status().first?.rebuiltTo == nil)
        #expect(try histories(views)[1] == "Event1,Event4,Event7,Event10")
        #expect(try files() == ["tally.2.db"])
        #expect(try !views.rebuild("nothing"))
    }

    @Test func `killed while one is made again, it goes on from there, and serves the old one`() throws {
        do {
            let views = try projections(Tally(), chunk: 4)
            while try views.advance() {}
            _ = try views.rebuild("tally")
            _ = try views.advance()
        }
        let views = try projections(Tally(), chunk: 4)
        #expect(try views.status().first?.rebuiltTo == 4)
        #expect(try histories(views) == Self.histories)
        while try views.advance() {}
        #expect(try files() == ["tally.2.db"])
        #expect(try histories(views) == Self.histories)
    }

    /// Ten events are two chunks of five: the end is known without an empty third.
    @Test func `one that came to the end is served after a kill in the middle of the next`() throws {
        do {
            let views = try projections(Tally(), chunk: 5)
            while try views.advance() {}
            _ = try views.rebuild("tally")
        }
        let views = try projections(Tally(), chunk: 5)
        let status = try #require(views.status().first)
        #expect(status.position == 10 && status.rebuiltTo == 0)
    }

    @Test func `killed before it was ever complete, it goes on`() throws {
        do { _ = try projections(Tally(), chunk: 4).advance() }
        let views = try projections(Tally(), chunk: 4)
        #expect(try views.status().first?.position == 4)
        #expect(try histories(views) == Self.histories)
    }

    @Test func `of another version, damaged, or of another past, it is made again`() throws {
        do { while try projections(Tally()).advance() {} }
        #expect(try histories(projections(Tally(version: 2))) == Self.histories)
        #expect(try files() == ["tally.2.db"])

        try Data("no database".utf8).write(to: file.directory.appending(path: "views/tally.2.db"))
        #expect(try histories(projections(Tally(version: 2))) == Self.histories)

        // The store comes from a backup, and goes on in another way.
        try orders.execute("DROP TRIGGER events_kept; DELETE FROM events WHERE position > 8")
        try orders.append([.made("Other")], to: "Order-9", expecting: .noStream)
        try orders.append([.made("Other")], to: "Order-9", expecting: .exactly(1))
        #expect(
            try histories(projections(Tally(version: 2))) == [
                "Event0,Event3,Event6", "Event1,Event4,Event7", "Event2,Event5", "Other,Other",
            ])
    }

    @Test func `one that cannot go on says why, and holds up no other`() throws {
        let views = try projections(Tally(name: "poisoned", poison: "Event5"), Tally(), chunk: 4)
        #expect(throws: Tally.Poisoned.self) { while try views.advance() {} }
        let status = try views.status()
        #expect(status[0].position == 4 && status[0].lag == 6 && status[0].failure?.contains("Poisoned") == true)
        #expect(status[1].lag == 0 && status[1].failure == nil)
        #expect(throws: Tally.Poisoned.self) { try views.read("poisoned") { _ in } }
        #expect(try histories(views) == Self.histories)
    }

    @Test func `one that cannot go on is made again, and the new one is served`() throws {
        let views = try projections(Tally(), chunk: 4)
        while try views.advance() {}
        let served = try DatabaseQueue(path: file.directory.appending(path: "views/tally.1.db").path)
        try served.write { db in try db.execute(sql: "DROP TABLE tally") }
        try append(10)
        #expect(throws: DatabaseError.self) { try views.advance() }
        #expect(try views.status().first?.failure?.contains("no such table") == true)
        #expect(try views.rebuild("tally"))
        while try views.advance() {}
        #expect(try histories(views)[1] == "Event1,Event4,Event7,Event10")
        #expect(try views.status().first?.failure == nil)
    }

    @Test func `a reader that would have to carry in too much gets an error, not half`() throws {
        let views = try Projections(
            [Tally()], of: orders.store, in: orders.database, directory: file.directory.appending(path: "views"),
            catchUpLimit: .zero)
        #expect(throws: ProjectionBehind.self) { try histories(views) }
        while try views.advance() {}
        #expect(try histories(views) == Self.histories)
    }
}
