import Decisions
import GRDB
import Messaging

/// Brews what is ordered, as long as there are beans.
public struct Barista: CommandHandler {
    public enum Command: Sendable { case brew(table: Int) }

    public let service = "barista"
    public let messages = MessageTable<Command>([.event(CoffeeOrdered.self) { .brew(table: $0.table) }])
    public static let beans = 12

    public init() {}

    public static func createTables(in db: Database) throws {
        try db.execute(sql: "CREATE TABLE store (beans INTEGER NOT NULL CHECK (beans >= 0))")
        try db.execute(sql: "INSERT INTO store VALUES (?)", arguments: [beans])
    }

    public func execute(_ command: Command, in context: Context) throws {
        switch command {
        case .brew(let table):
            try context.db.execute(sql: "UPDATE store SET beans = beans - 1 WHERE beans > 0")
            if context.db.changesCount == 1 {
                try context.publish(CoffeeBrewed(table: table))
            } else {
                try context.publish(BeansRanOut(table: table))
            }
        }
    }

    public func timeoutFired(for subject: String, attempt: Int, in context: Context) throws {}
}
