import DurableSQLite
import EventBus
import GRDB

/// The inbox of a service that is made again: its rows are gathered and written in the order of their key, which is how a table takes
/// them fastest.
struct InboxRows {
    private static let limit = 100_000

    let consumer: String
    private var rows: [(id: String, position: Position, at: Int64)] = []

    init(consumer: String) { self.consumer = consumer }

    mutating func add(_ id: String, position: Position, at time: Int64, in db: Database) throws {
        rows.append((id, position, time))
        if rows.count == Self.limit { try write(to: db) }
    }

    mutating func write(to db: Database) throws {
        rows.sort { $0.id < $1.id }
        try RowInserter.insert(into: "inbox (consumer, message_id, position, handled_at)", columns: 4, db) { inserter in
            for row in rows { try inserter.add(.text(consumer), .text(row.id), .integer(row.position), .integer(row.at)) }
        }
        rows.removeAll(keepingCapacity: true)
    }
}
