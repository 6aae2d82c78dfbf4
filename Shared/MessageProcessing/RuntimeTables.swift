public import GRDB

/// The tables every service's database has beside its own.
public enum RuntimeTables {
    /// To be registered as the first migration of each service's database.
    public static func create(in db: Database) throws {
        for table in [
            Inbox.table, Checkpoint.table, Outbox.table, Timers.table, Parking.table, DeadLetters.table, Idempotency.table,
        ] {
            try db.execute(sql: table)
        }
    }

    /// The second migration: what it takes to forget old rows without looking at all of them.
    public static func addRetention(in db: Database) throws {
        try db.execute(sql: Idempotency.indexByTime)
    }
}
