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
        Migration(name: "messaging: 1") { db in
            for table in [
                Inbox.table, Checkpoint.table, Outbox.table, Timers.table, RetryQueue.table, DeadLetters.table, Idempotency.table,
                FailedAttempts.table, Interventions.table, Idempotency.indexByTime, LogBinding.table,
            ] {
                try db.execute(sql: table)
            }
        }
    ]

    /// A table that databases had before the formats were renamed (CHANGELOG.md), and have no more.
    public static let formerTable = "parked"

    /// Creates them all in an empty database.
    public static func create(in db: Database) throws {
        for migration in migrations { try migration.apply(db) }
    }
}
