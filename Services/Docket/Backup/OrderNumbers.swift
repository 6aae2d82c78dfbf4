import Foundation
import GRDB
import Messaging
import Verification

/// The numbers that Orders has given, as its file and the log have them.
enum OrderNumbers {
    static func last(in db: Database) throws -> Int { try Int.fetchOne(db, sql: "SELECT last FROM order_numbers") ?? 0 }

    /// - Parameter file: `orders.db`.
    static func last(in file: URL) throws -> Int { try read(file) { db in try last(in: db) } }

    /// The highest number that Orders has published. What others write to the log is no number that was given.
    ///
    /// - Parameter file: `bus.db`.
    static func lastPublished(in file: URL) throws -> Int {
        try read(file) { db in
            try Int.fetchOne(
                db,
                sql: """
                    SELECT max(\(FactTables.order("subject"))) FROM messages
                    WHERE source = '/orders' AND subject GLOB 'Order-[0-9]*'
                    """) ?? 0
        }
    }

    /// So many numbers further, and never beyond the last there is.
    static func after(_ last: Int, leavingOut gap: Int) -> Int {
        let (sum, overflows) = last.addingReportingOverflow(gap)
        return overflows ? .max : sum
    }

    /// The next number that is given is beyond this one.
    static func skip(to last: Int, in db: Database) throws {
        try db.execute(sql: "UPDATE order_numbers SET last = max(last, ?)", arguments: [last])
    }

    private static func read<Value>(_ file: URL, _ body: (Database) throws -> Value) throws -> Value {
        let queue = try ServiceDatabase.openReadOnly(file)
        defer { try? queue.close() }  // Read only: nothing can be lost.
        return try queue.read(body)
    }
}
