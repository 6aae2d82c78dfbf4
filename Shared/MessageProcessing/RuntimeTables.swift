public import GRDB

/// The tables every service's database has beside its own.
public enum RuntimeTables {
    /// A change of the tables, by the name under which it is noted as done. Once published, neither changes.
    public struct Migration: Sendable {
        public var name: String
        public var apply: @Sendable (Database) throws -> Void
    }

    /// In the order in which they are applied, all of them before those of the service itself.
    public static let migrations = [
        Migration(name: "1: message processing") { db in
            for table in [
                Inbox.table, Checkpoint.table, Outbox.table, Timers.table, Parking.table, DeadLetters.table, Idempotency.table,
            ] {
                try db.execute(sql: table)
            }
        },
        Migration(name: "2: dead letters are treated") { db in
            for change in [DeadLetters.laterColumns, FailedAttempts.table, Interventions.table] { try db.execute(sql: change) }
        },
        // What it takes to forget old rows without looking at all of them.
        Migration(name: "2: retention") { db in try db.execute(sql: Idempotency.indexByTime) },
        Migration(name: "3: which log it belongs to") { db in try db.execute(sql: LogBinding.table) },
    ]

    /// Creates them all in an empty database.
    public static func create(in db: Database) throws {
        for migration in migrations { try migration.apply(db) }
    }
}
