import DurableSQLite
import GRDB
import Testing

/// Very many rows, many with one statement: what is read back is what was added, at every count around a full group.
struct RowInserterTests {
    private func table() throws -> DatabaseQueue {
        let queue = try DatabaseQueue(configuration: .withRowChecksums())
        try queue.write { db in
            try db.execute(sql: "CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT NOT NULL, note TEXT) STRICT")
        }
        return queue
    }

    @Test(arguments: [0, 1, 31, 32, 33, 64, 1_000]) func `every row is there, in any number`(count: Int) throws {
        let read = try table().write { db in
            try RowInserter.insert(into: "things (id, name, note)", columns: 3, db) { rows in
                for number in 0..<count {
                    try rows.add(.integer(number), .text("näme \(number)"), .optional(number.isMultiple(of: 3) ? nil : "n"))
                }
            }
            return try Row.fetchAll(db, sql: "SELECT name, note FROM things ORDER BY id")
        }
        #expect(read.map { $0["name"] as String } == (0..<count).map { "näme \($0)" })
        #expect(read.map { $0["note"] as String? } == (0..<count).map { $0.isMultiple(of: 3) ? nil : "n" })
    }

    @Test func `an empty text is an empty text, and not nothing`() throws {
        let names = try table().write { db in
            try RowInserter.insert(into: "things (id, name)", columns: 2, db) { rows in
                for number in 1...33 { try rows.add(.integer(number), .text("")) }
            }
            return try Set(String.fetchAll(db, sql: "SELECT name FROM things"))
        }
        #expect(names == [""])
    }

    @Test func `a row that breaks a rule is an error that says so`() throws {
        let queue = try table()
        let error = #expect(throws: DatabaseError.self) {
            try queue.write { db in
                try RowInserter.insert(into: "things (id, name)", columns: 2, db) { rows in
                    for number in [1, 2, 2] { try rows.add(.integer(number), .text("a")) }
                }
            }
        }
        #expect(error?.message?.contains("UNIQUE constraint failed: things.id") == true)
    }
}
