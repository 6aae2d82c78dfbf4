import DurableSQLite
import EventSourcing
import Foundation
import GRDB
import Testing

/// A snapshot spares reading, and is never needed.
@Suite struct SnapshotTests {
    let file: StoreFile
    let connection: Connection
    let snapshots = Snapshots(every: 4, schemaVersion: 2)

    init() throws {
        file = try StoreFile()
        connection = try file.open()
        try connection.database.write(Snapshots.createTable)
    }

    private func snapshot(_ version: Int) -> Snapshot {
        Snapshot(version: version, time: Date(timeIntervalSince1970: 1_795_000_000.123456), data: Data("{\"n\":\(version)}".utf8))
    }

    @Test(arguments: [(0, 1, false), (0, 3, false), (3, 4, true), (4, 5, false), (3, 9, true), (0, 4, true), (4, 7, false)])
    func `it is due when a multiple of the interval is passed`(before: Int, after: Int, isDue: Bool) {
        #expect(snapshots.isDue(from: before, to: after) == isDue)
    }

    @Test func `the newest is read back as it was saved, each stream its own`() throws {
        try connection.database.write { db in
            try snapshots.save(snapshot(4), of: "Order-1", in: db)
            try snapshots.save(snapshot(8), of: "Order-1", in: db)
            try snapshots.save(snapshot(12), of: "Order-2", in: db)
            #expect(try snapshots.load("Order-1", in: db) == snapshot(8))
            #expect(try snapshots.load("Order-2", in: db) == snapshot(12))
            #expect(try snapshots.load("Order-3", in: db) == nil)
        }
    }

    @Test func `a damaged one is passed over, and the stream read from its beginning`() throws {
        try connection.database.write { db in
            try snapshots.save(snapshot(4), of: "Order-1", in: db)
            let checksum = try Int64.fetchOne(db, sql: "SELECT checksum FROM snapshots")
            db.add(function: DatabaseFunction("row_checksum", pure: true) { _ in checksum })
            try db.execute(sql: "UPDATE snapshots SET data = '{}'")
            try RowChecksums.add(to: db)
            #expect(try snapshots.load("Order-1", in: db) == nil)
        }
    }

    @Test func `one of another shape is passed over, and replaced by the next`() throws {
        try connection.database.write { db in
            try Snapshots(every: 4, schemaVersion: 1).save(snapshot(4), of: "Order-1", in: db)
            #expect(try snapshots.load("Order-1", in: db) == nil)
            try snapshots.save(snapshot(4), of: "Order-1", in: db)
            #expect(try snapshots.load("Order-1", in: db) == snapshot(4))
        }
    }

    @Test func `it goes when its transaction does`() throws {
        struct Stop: Error {}
        #expect(throws: Stop.self) {
            try connection.database.write { db throws in
                try snapshots.save(snapshot(4), of: "Order-1", in: db)
                throw Stop()
            }
        }
        #expect(try connection.database.read { db in try snapshots.load("Order-1", in: db) } == nil)
    }
}
