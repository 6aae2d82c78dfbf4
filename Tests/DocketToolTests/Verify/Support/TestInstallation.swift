import DocketVerify
import DurableSQLite
import Foundation
import GRDB
@testable import SQLiteEventBus

/// A data directory of its own for one test, with correct files in it that the test may break. Removed at the end.
final class TestInstallation {
    let path: String

    /// A copy of the files of ``correct``.
    init() async throws {
        path = Self.emptyDirectory()
        try FileManager.default.copyItem(atPath: try await Self.correct.value, toPath: path)
    }

    /// A directory that does not exist yet, with what `make` puts there.
    init(_ make: (String) async throws -> Void) async throws {
        path = Self.emptyDirectory()
        try await make(path)
    }

    deinit {
        // What cannot be removed is in the temporary directory and goes with it.
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Changes one of the files, with its own safeguards switched off. The rows keep right checksums.
    func change(_ file: String, _ sql: String) throws { try change(file, sql) { _ in } }

    /// The same by something that knows no checksum, as a disk: the rows that are changed keep theirs.
    ///
    /// - Parameter sql: Changes rows of one table, which it names in `UPDATE table SET`.
    func damage(_ file: String, _ sql: String) throws {
        try change(file, sql) { db in
            let table = sql.split(separator: " ")[1]
            let checksums = try Row.fetchAll(db, sql: "SELECT order_id, checksum FROM \(table)")
            let kept = Dictionary(checksums.map { ($0[0] as Int64, $0[1] as Int64) }) { first, _ in first }
            // SQLite computes the column with this, for each row by its first value: the number of the order.
            db.add(
                function: DatabaseFunction("row_checksum", pure: true) { values in
                    Int64.fromDatabaseValue(values[0]).flatMap { kept[$0] }
                })
        }
    }

    private func change(_ file: String, _ sql: String, _ prepare: (Database) throws -> Void) throws {
        let queue = try DatabaseQueue(path: "\(path)/\(file).db", configuration: .withRowChecksums())
        try queue.inDatabase { db in
            try db.execute(sql: "PRAGMA ignore_check_constraints = ON")
            let triggers = try Row.fetchAll(db, sql: "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
            for trigger in triggers { try db.execute(sql: "DROP TRIGGER \(trigger["name"] as String)") }
            try prepare(db)
            try db.execute(sql: sql)
            if file == "bus", try db.tableExists("messages") { try Self.addChecksums(db) }
            for trigger in triggers { try db.execute(sql: trigger["sql"]) }
        }
        try queue.close()
    }

    /// For messages that were given a checksum of 0: the right one.
    private static func addChecksums(_ db: Database) throws {
        db.add(
            function: DatabaseFunction("message_checksum", argumentCount: 13, pure: true) { values in
                var checksum = RowChecksum()
                for value in values.prefix(3) { Int64.fromDatabaseValue(value).map { checksum.add($0) } }
                for value in values.dropFirst(3) {
                    if let text = String.fromDatabaseValue(value) { Array(text.utf8).withUnsafeBytes { checksum.add($0) } }
                }
                return checksum.value
            })
        let columns = MessageRowReader.columns.replacing(", checksum", with: "")
        try db.execute(sql: "UPDATE messages SET checksum = message_checksum(\(columns)) WHERE checksum = 0")
    }

    /// One value, looked up in one of the files.
    func value<Value: DatabaseValueConvertible>(_ file: String, _ sql: String) throws -> Value? {
        try DatabaseQueue(path: "\(path)/\(file).db", configuration: .withRowChecksums()).read { db in
            try Value.fetchOne(db, sql: sql)
        }
    }

    func verify() throws -> VerificationReport { try Verifier.verify(dataDirectory: path) }

    private static func emptyDirectory() -> String {
        FileManager.default.temporaryDirectory.appending(path: "docket-\(UUID().uuidString)").path(percentEncoded: false)
    }

    /// Every ending in both modes, all done. Made once by the real services and copied for each test.
    private static let correct = Task {
        let path = emptyDirectory()
        let workshop = try Workshop(path)
        try await workshop.post("/goods-in", #"{"items":[{"sku":"MUG","quantity":30},{"sku":"CUP","quantity":8}]}"#)
        for mode in ["choreography", "orchestration"] { try await workshop.placeEveryKindOfOrder(mode) }
        try workshop.close()
        return path
    }
}

/// The orders of a correct installation, by number; the orchestrated ones come after the six choreographed.
enum Sample {
    static let completed = 1
    static let short = 2
    static let unserved = 3
    static let cancelledUnpaid = 4
    static let cancelledPaid = 5
    static let unpaid = 6
    static let orchestrated = 6
}

extension Workshop {
    fileprivate func placeEveryKindOfOrder(_ mode: String) async throws {
        let completed = try await order(mode)
        let short = try await order(mode, sku: "CUP", quantity: 50)
        let unserved = try await order(mode, postcode: "99123")
        for id in [completed, short, unserved] { try await post("/orders/\(id)/payment") }
        let cancelledUnpaid = try await order(mode)
        try await post("/orders/\(cancelledUnpaid)/cancellation")
        let cancelledPaid = try await order(mode)
        try await post("/orders/\(cancelledPaid)/payment")
        // Stock has done its part when the customer changes his mind; Shipping books before it receives that.
        try drain(without: ["orders", "shipping"])
        try await post("/orders/\(cancelledPaid)/cancellation")
        try drain()
        // Last, so that its OrderCreated ends the log.
        _ = try await order(mode)
        try drain()
    }

    /// Creates an order and returns its number.
    func order(_ mode: String, sku: String = "MUG", quantity: Int = 2, postcode: String = "10115") async throws -> Int {
        struct Created: Decodable { var orderId: Int }
        let answer = try await post(
            "/orders",
            """
            {"customerId":"C-1","mode":"\(mode)",
             "items":[{"sku":"\(sku)","quantity":\(quantity),"unitPrice":{"amount":1250,"currency":"EUR"}}],
             "shipTo":{"name":"Ada","street":"Main Street 1","city":"Berlin","postcode":"\(postcode)","country":"DE"}}
            """)
        return try JSONDecoder().decode(Created.self, from: Data(answer.utf8)).orderId
    }
}
