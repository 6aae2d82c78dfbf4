import EventSourcing
import GRDB
import Testing

/// Counts the events of each stream and remembers the last: wrong as soon as one is left out, doubled or out of order.
private struct Tally: Projection {
    let name = "tally"

    static func createTables(_ db: Database) throws {
        try db.execute(sql: "CREATE TABLE tally (stream TEXT PRIMARY KEY, events INTEGER NOT NULL, history TEXT NOT NULL)")
    }

    func apply(_ event: StoredEvent, in db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO tally VALUES (?1, 1, ?2)
                ON CONFLICT DO UPDATE SET events = events + 1, history = history || ',' || ?2
                """, arguments: [event.stream, event.type])
    }

    func reset(in db: Database) throws {
        try db.execute(sql: "DELETE FROM tally")
    }
}

@Suite struct RebuildTests {
    let file: StoreFile
    let orders: Connection

    /// Appends to three streams in turn, each event applied in the transaction that appends it.
    init() throws {
        file = try StoreFile()
        orders = try file.open()
        try orders.database.write { db in try Tally.createTables(db) }
        for number in 0..<10 {
            try orders.database.write { [store = orders.store] db in
                let stream = "Order-\(number % 3)"
                let seen = try store.loadStream(stream, in: db).count
                try store.append([.made("Event\(number)")], to: stream, expecting: .exactly(seen), in: db)
                for event in try store.loadStream(stream, after: seen, in: db) { try Tally().apply(event, in: db) }
            }
        }
    }

    private func rows() throws -> [Row] {
        try orders.database.read { db in try Row.fetchAll(db, sql: "SELECT * FROM tally ORDER BY stream") }
    }

    private func rebuild(chunk: Int) throws -> Int {
        try orders.database.write { db in try orders.store.rebuild(Tally(), chunk: chunk, in: db) }
    }

    @Test(arguments: [1, 3, 10, 1_000])
    func `rebuilding comes to the same as applying one by one, whatever the chunk`(chunk: Int) throws {
        let incremental = try rows()
        #expect(
            incremental.map { $0["history"] } == [
                "Event0,Event3,Event6,Event9", "Event1,Event4,Event7", "Event2,Event5,Event8",
            ])
        try orders.execute("UPDATE tally SET events = 99 WHERE stream = 'Order-1'; DELETE FROM tally WHERE stream = 'Order-2'")
        #expect(try rows() != incremental)
        #expect(try rebuild(chunk: chunk) == 10)
        #expect(try rows() == incremental)
    }

    @Test func `a rebuild that fails leaves the read model as it was`() throws {
        let before = try rows()
        try orders.execute(
            """
            CREATE TRIGGER fails BEFORE INSERT ON tally WHEN NEW.history = 'Event2' BEGIN SELECT RAISE(ABORT, 'no'); END
            """)
        #expect(throws: DatabaseError.self) { try rebuild(chunk: 1_000) }
        #expect(try rows() == before)
    }
}
