public import GRDB
public import MessageProcessing

/// What makes one service different from another. ``ServiceProcess`` makes a running program of it.
public struct ServiceBlueprint: Sendable {
    public var handler: any MessageHandler
    /// Creates the service's own tables, in the first migration of its database.
    public var createTables: @Sendable (Database) throws -> Void
    /// Adds the service's own routes.
    public var routes: @Sendable (ServiceRouter, ServiceAccess) -> Void

    public init(
        handler: any MessageHandler, createTables: @escaping @Sendable (Database) throws -> Void,
        routes: @escaping @Sendable (ServiceRouter, ServiceAccess) -> Void
    ) {
        self.handler = handler
        self.createTables = createTables
        self.routes = routes
    }

    /// Brings a database up to this service's tables; safe on one that has them.
    ///
    /// - Throws: ``StartupError`` if the database was made by a newer program.
    public func migrate(_ database: any DatabaseWriter) throws {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1: message processing") { db in try RuntimeTables.create(in: db) }
        migrator.registerMigration("1: \(handler.service)") { db in try createTables(db) }
        migrator.registerMigration("2: retention") { db in try RuntimeTables.addRetention(in: db) }
        let tables = try database.read { db in
            try String.fetchSet(db, sql: "SELECT name FROM sqlite_master WHERE type = 'table'")
        }
        guard tables.isEmpty || tables.contains("grdb_migrations") else {
            throw StartupError(.cannotCreate, "\(handler.service).db is a database of another program; use another --data-dir")
        }
        guard try database.read({ db in try !migrator.hasBeenSuperseded(db) }) else {
            throw StartupError(
                .cannotCreate,
                "\(handler.service).db was made by a newer version of Docket; start that version, or use another --data-dir")
        }
        try migrator.migrate(database)
    }
}
