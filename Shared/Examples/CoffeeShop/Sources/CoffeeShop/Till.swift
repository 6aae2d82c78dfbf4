import Decisions
import GRDB
import Messaging

/// Takes the money, and gives it back if there is no coffee for it.
public struct Till: CommandHandler {
    public enum Command: Sendable { case sell(table: Int, drink: String), serve(table: Int), refund(table: Int) }

    public let service = "till"
    public let messages = MessageTable<Command>([
        .event(CoffeeBrewed.self) { .serve(table: $0.table) },
        .event(BeansRanOut.self) { .refund(table: $0.table) },
    ])

    public init() {}

    /// Events are added and never changed, so that one that happens twice would be seen.
    public static func createTables(in db: Database) throws {
        try db.execute(sql: "CREATE TABLE sales (number INTEGER PRIMARY KEY, seat INTEGER NOT NULL, what TEXT NOT NULL)")
    }

    public func execute(_ command: Command, in context: Context) throws {
        switch command {
        case .sell(let table, let drink):
            // A customer who got no answer asks again.
            guard try !Till.has("paid", for: table, in: context.db) else { return context.ignore(because: "it is paid") }
            try note("paid", for: table, in: context)
            try context.publish(CoffeeOrdered(table: table, drink: drink))
        case .serve(let table): try note("served", for: table, in: context)
        case .refund(let table): try note("refunded", for: table, in: context)
        }
    }

    public func timeoutFired(for subject: String, attempt: Int, in context: Context) throws {}

    private func note(_ what: String, for table: Int, in context: Context) throws {
        try context.db.execute(sql: "INSERT INTO sales (seat, what) VALUES (?, ?)", arguments: [table, what])
    }

    public static func has(_ what: String, for table: Int, in db: Database) throws -> Bool {
        try count(of: what, for: table, in: db) > 0
    }

    public static func count(of what: String, for table: Int, in db: Database) throws -> Int {
        try Int.fetchOne(
            db, sql: "SELECT count(*) FROM sales WHERE seat = ? AND what = ?", arguments: [table, what]) ?? 0
    }
}
