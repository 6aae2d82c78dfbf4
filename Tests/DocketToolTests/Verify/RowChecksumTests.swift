@testable import DocketInstallation
import DocketVerify
import DurableSQLite
import Foundation
import GRDB
import Testing
import Verification

/// Every column of every table of every service, changed behind Docket's back: by a hand that leaves the checksum as it was.
struct RowChecksumTests {
    /// What a damaged row holds in one column. Another type and a NULL where there must be a value are refused by the table itself.
    enum Damage: String, CaseIterable, Sendable {
        case otherValue, extreme, null

        /// SQL for the new value of a column.
        func value(of column: String) -> String {
            switch self {
            case .otherValue: "CASE typeof(\(column)) WHEN 'integer' THEN \(column) + 1 WHEN 'text' THEN \(column) || 'x' END"
            case .extreme: "CASE typeof(\(column)) WHEN 'integer' THEN 9223372036854775807 WHEN 'text' THEN '' END"
            case .null: "NULL"
            }
        }
    }

    @Test(arguments: DataFile.ofServices.map(\.schema), Damage.allCases)
    func `a changed value is named with its file, table and row`(file: String, damage: Damage) async throws {
        let installation = try await TestInstallation()
        let queue = try DatabaseQueue(path: "\(installation.path)/\(file).db", configuration: .withRowChecksums())
        try await queue.write { db in try Rehearsal.fill(db) }
        let tried = try queue.inDatabase { db in
            try RowChecksums.tables(in: db).flatMap { table in
                try table.columns.filter { try change($0, of: table, damage, db) }.map { "\(table.name).\($0)" }
            }
        }
        // A table may have no column that takes NULL.
        #expect(damage == .null || tried.count > 30, "\(tried)")
    }

    /// Changes the column in one row, looks for damage, and undoes it. False if the table lets no such value in.
    private func change(_ column: String, of table: RowChecksums.Table, _ damage: Damage, _ db: Database) throws -> Bool {
        let row = try #require(try Row.fetchOne(db, sql: "SELECT * FROM \(table.name)"), "\(table.name) has no row to damage")
        let place = table.key.map { "\($0) IS ?" }.joined(separator: " AND ")
        let key = StatementArguments(table.key.map { row[$0] as DatabaseValue })
        try db.execute(sql: "SAVEPOINT before")
        defer { try? db.execute(sql: "ROLLBACK TO before; RELEASE before") }
        let checksum: Int64 = try row.get("checksum")
        db.add(function: DatabaseFunction("row_checksum", pure: true) { _ in checksum })
        do {
            defer { try? RowChecksums.add(to: db) }
            try db.execute(sql: "PRAGMA ignore_check_constraints = ON")
            for trigger in try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger'") {
                try db.execute(sql: "DROP TRIGGER \(trigger)")
            }
            try db.execute(sql: "UPDATE \(table.name) SET \(column) = \(damage.value(of: column)) WHERE \(place)", arguments: key)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT || error.resultCode == .SQLITE_MISMATCH {
            return false
        }
        let now = try Row.fetchAll(db, sql: "SELECT * FROM \(table.name)")
        guard !now.contains(row) else { return false }
        let found = try table.damagedRows(in: db, limit: 10)
        #expect(found.count == 1, "\(table.name).\(column): \(found)")
        let isRefused = #expect(throws: DatabaseError.self) { try Row.fetchAll(db, sql: "SELECT * FROM checked_\(table.name)") }
        #expect(isRefused?.isOfDamagedRow == true)
        let sound = try Int.fetchOne(db, sql: "SELECT count(*) FROM marked_\(table.name) WHERE sound")
        #expect(sound == now.count - 1)
        return true
    }

    /// SQLite puts the 2 in the place of the amount wherever the condition names it, and may look at rows with another amount first.
    @Test func `a row is sound whatever is asked of its columns besides`() throws {
        let queue = try DatabaseQueue(configuration: .withRowChecksums())
        try queue.write { db in
            try db.execute(
                sql: """
                    CREATE TABLE prices (sku TEXT PRIMARY KEY, amount INTEGER NOT NULL, \(RowChecksums.column(of: "sku, amount"))) STRICT
                    """)
            try RowChecksums.guardTables(in: db)
            try db.execute(sql: "INSERT INTO prices VALUES ('A', 1), ('B', 2), ('C', 3)")
            #expect(try String.fetchAll(db, sql: "SELECT sku, checked FROM checked_prices WHERE amount = 2") == ["B"])
            #expect(try String.fetchAll(db, sql: "SELECT sku FROM marked_prices WHERE sound AND amount = 2") == ["B"])
        }
    }

    @Test func `a damaged row is not made right by an update`() async throws {
        let installation = try await TestInstallation()
        try installation.damage("stock", "UPDATE reservations SET items = '[]' WHERE order_id = 1")
        let queue = try DatabaseQueue(path: "\(installation.path)/stock.db", configuration: .withRowChecksums())
        let error = await #expect(throws: DatabaseError.self) {
            try await queue.write { db in try db.execute(sql: "UPDATE reservations SET state = 'packed'") }
        }
        #expect(error?.message == "a row of the table reservations is not as it was written")
        try await queue.write { db in try db.execute(sql: "UPDATE reservations SET state = 'packed' WHERE order_id <> 1") }
    }

    @Test func `verify names all damaged rows, of all files`() async throws {
        let installation = try await TestInstallation()
        try installation.damage("orders", "UPDATE ledger SET currency = 'USD' WHERE kind = 'payment' AND order_id IN (1, 3)")
        try installation.damage("shipping", "UPDATE shipments SET updated_at = updated_at + 1 WHERE order_id = 1")
        let findings = try installation.verify().violations.filter { $0.invariant == "files-intact" }.map(\.finding)
        #expect(
            findings == [
                "shipping.db is damaged: the row order_id 1 of shipments is not as it was written",
                "orders.db is damaged: the row order_id 1, kind payment of ledger is not as it was written",
                "orders.db is damaged: the row order_id 3, kind payment of ledger is not as it was written",
            ])
    }

    /// A program that writes by the bus always adds one; a stranger need not.
    @Test func `a message of a service without a checksum is damaged`() async throws {
        let installation = try await TestInstallation()
        let queue = try DatabaseQueue(path: "\(installation.path)/bus.db")
        try await queue.write { db in try db.execute(sql: "UPDATE messages SET checksum = 0 WHERE position = 3") }
        #expect(
            try installation.verify().violations.map(\.finding) == [
                "bus.db is damaged: the message at position 3 is not as it was written"
            ])
        try await queue.write { db in try db.execute(sql: "INSERT INTO meta VALUES ('unchecked', 3)") }
        #expect(try installation.verify().isClean)
    }

    @Test(arguments: [
        ("orders", "DROP TRIGGER events_kept", "orders.db is damaged: trigger events_kept is missing"),
        ("stock", "DROP INDEX reservations_open", "stock.db is damaged: index reservations_open is missing"),
        ("dispatch", "CREATE TABLE notes (a)", "dispatch.db is damaged: table notes was not made by Docket"),
        ("shipping", "PRAGMA user_version = 99", "shipping.db is damaged: its user_version is 99, and Docket's is 0"),
        (
            "bus", "PRAGMA user_version = 99",
            "bus.db is damaged: bus.db has format 99, and this program knows formats up to 4; use the newer program that made it"
        ),
    ])
    func `a table that is not as Docket makes it is named`(file: String, change: String, finding: String) async throws {
        let installation = try await TestInstallation()
        let queue = try DatabaseQueue(path: "\(installation.path)/\(file).db", configuration: .withRowChecksums())
        try await queue.write { db in try db.execute(sql: change) }
        try queue.close()
        #expect(try installation.verify().violations.map(\.finding) == [finding])
    }
}

/// A row in each table that is empty when all is done.
private enum Rehearsal {
    static func fill(_ db: Database) throws {
        let envelope = "'m', 'OrderPaid', 'Order-1', '/orders', 1, 1, 'c', NULL, 'choreography', 'Order-1', '', '{}'"
        let names = """
            id, type, subject, source, time, schema_version, correlation_id, causation_id, mode, partition_key, traceparent, data
            """
        let rows = [
            "timers (subject, due, attempt, correlation_id, mode, traceparent, failures, set_at) VALUES ('Order-99', 1, 0, 'c', 'choreography', '', 0, 1)",
            "idempotency (operation, key, fingerprint, answer, at) VALUES ('POST /x', 'k', 1, '{}', 1)",
            "outbox (\(names)) VALUES (\(envelope))",
            "attempts (position, number, at, error) VALUES (1, 1, 1, 'e')",
            "dead_letters (position, reason, attempts, error, at, \(names)) VALUES (1, 'unreadable', 1, 'e', 1, \(envelope))",
            "retry_queue (position, attempts, \(names)) VALUES (1, 1, \(envelope))",
            "interventions (at, action, person, why, correlation_id) VALUES (1, 'resume', 'p', 'w', 'c')",
            "log_binding (one, log) VALUES (1, 5)",
        ]
        for row in rows { try db.execute(sql: "INSERT OR REPLACE INTO \(row)") }
        if try db.tableExists("snapshots") {
            try db.execute(
                sql: "INSERT INTO snapshots (stream, version, schema_version, time, data) VALUES ('Order-1', 1, 1, 1, '{}')")
        }
    }
}
