import DurableSQLite
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
        Migration(name: "messaging: with checksums") { db in
            for table in [
                Inbox.table, Checkpoint.table, Outbox.table, Timers.table, RetryQueue.table, DeadLetters.table, Idempotency.table,
                FailedAttempts.table, Interventions.table, Idempotency.indexByTime, LogBinding.table,
            ] {
                try db.execute(sql: table)
            }
            try RowChecksums.guardTables(in: db)
        }
    ]

    /// Changes that databases had before formats were renamed (CHANGELOG.md), and have no more.
    private static let former = ["messaging: 1", "messaging: by subject", "messaging: by mode"]

    /// True for a database from before formats were renamed: it can be read by the program that made it, and not by this one.
    public static func areOfFormerFormat(in db: Database, schema: String = "main") throws -> Bool {
        if try db.tableExists("parked", in: schema) { return true }
        guard try db.tableExists("grdb_migrations", in: schema) else { return false }
        let applied = try String.fetchSet(db, sql: "SELECT identifier FROM \(schema).grdb_migrations")
        return !applied.isDisjoint(with: former)
    }

    /// Creates them all in an empty database.
    public static func create(in db: Database) throws {
        for migration in migrations { try migration.apply(db) }
    }
}
