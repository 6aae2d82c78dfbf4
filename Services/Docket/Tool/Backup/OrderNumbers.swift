import Foundation
import GRDB
import MessageProcessing

/// The numbers that Orders has given, as its file and the log tell.
enum OrderNumbers {
    static func last(in db: Database) throws -> Int { try Int.fetchOne(db, sql: "SELECT last FROM order_numbers") ?? 0 }

    /// - Parameter file: `orders.db`.
    static func last(in file: URL) throws -> Int { try read(file) { db in try last(in: db) } }

    /// The highest number that the log tells of.
    ///
    /// - Parameter file: `bus.db`.
    static func lastPublished(in file: URL) throws -> Int {
        try read(file) { db in
            try Int.fetchOne(
                db, sql: "SELECT max(\(FactTables.order("subject"))) FROM messages WHERE subject GLOB 'Order-[0-9]*'") ?? 0
        }
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
