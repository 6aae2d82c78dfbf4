import Contracts
import Foundation
import GRDB
import Messaging
import Testing

/// A database that cannot write: no message is to blame, nothing is lost, nothing is half done.
@Suite struct DatabaseFailureTests {
    @Test func `a full disk gives up the whole step, and the next one does it`() throws {
        let rig = try ProcessorFixture()
        for number in 1...200 { try rig.publish("m\(number)", about: OrderID(number) ?? 1) }
        try rig.limitSize()
        let error = #expect(throws: DatabaseError.self) { try rig.step() }
        #expect(error?.resultCode == .SQLITE_FULL)
        #expect(try rig.effects.isEmpty)
        #expect(try rig.count("inbox") == 0 && rig.count("retry_queue") == 0 && rig.count("dead_letters") == 0)
        try rig.liftLimit()
        try rig.step()
        #expect(try rig.effects == (1...200).map { "m\($0)" })
    }

    @Test func `a commit that fails undoes messages, calls and checkpoint, and fails the caller`() async throws {
        let rig = try ProcessorFixture()
        try rig.publish("m1")
        try rig.addOrphans()
        let calls = rig.calls
        let answer = Task {
            try await calls.perform("break the commit", origin: .outside) { context in
                try context.publish(OrderCompleted(orderId: 1))
                // The rule is deferred: nothing is wrong before the commit.
                try context.db.execute(sql: "INSERT INTO orphans VALUES (99)")
                return "done"
            }
        }
        await rig.notifier.waitForNotifications(1)
        #expect(throws: DatabaseError.self) { try rig.step() }
        await #expect(throws: ProcessorUnavailable.cannotWrite) { try await answer.value }
        #expect(try rig.effects.isEmpty)
        #expect(try rig.count("outbox") == 0)
        #expect(try rig.published.isEmpty)
        try rig.step()
        #expect(try rig.effects == ["m1"], "the message is still there for the next step")
    }

    @Test func `a service's database survives a power failure: synchronous is FULL`() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "docket-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
        defer {
            // A leftover in the temporary directory harms no test.
            try? FileManager.default.removeItem(at: directory)
        }
        let database = try ServiceDatabase.open(directory.appending(path: "service.db"))
        let (synchronous, journal) = try database.write { db in
            (try Int.fetchOne(db, sql: "PRAGMA synchronous"), try String.fetchOne(db, sql: "PRAGMA journal_mode"))
        }
        #expect(synchronous == 2)
        #expect(journal == "wal")
    }
}

extension ProcessorFixture {
    /// The file may not grow any more.
    fileprivate func limitSize() throws {
        try database.writeWithoutTransaction { db in
            let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            _ = try Int.fetchOne(db, sql: "PRAGMA max_page_count = \(pages)")
        }
    }

    fileprivate func liftLimit() throws {
        try database.writeWithoutTransaction { db in _ = try Int.fetchOne(db, sql: "PRAGMA max_page_count = 1000000") }
    }

    /// A table whose rows are refused at the commit, not before.
    fileprivate func addOrphans() throws {
        try database.write { db in
            try db.execute(
                sql: """
                    CREATE TABLE parents (id INTEGER PRIMARY KEY);
                    CREATE TABLE orphans (parent INTEGER REFERENCES parents(id) DEFERRABLE INITIALLY DEFERRED);
                    """)
        }
    }
}
