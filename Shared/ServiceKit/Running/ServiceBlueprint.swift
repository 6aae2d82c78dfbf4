import Decisions
import DurableSQLite
public import GRDB
public import Messaging

/// A figure that is read from a service's database.
public struct DatabaseGauge: Sendable {
    public var name: String
    /// For Prometheus.
    public var help: String
    /// Tell figures of one name apart.
    public var labels: [(String, String)]
    /// Looks it up.
    public var value: @Sendable (Database) throws -> Int

    public init(name: String, help: String, labels: [(String, String)] = [], value: @escaping @Sendable (Database) throws -> Int)
    {
        self.name = name
        self.help = help
        self.labels = labels
        self.value = value
    }
}

/// What makes one service different from another. ``ServiceProcess`` makes a running program of it.
public struct ServiceBlueprint: Sendable {
    /// What it does with a message.
    public var handler: any MessageHandler
    /// Creates the service's own tables, in the first migration of its database.
    public var createTables: @Sendable (Database) throws -> Void
    /// Changes of those tables since, oldest first, each a migration of its own.
    public var laterChanges: [@Sendable (Database) throws -> Void]
    /// Figures that are looked up in the service's database when its metrics are asked for.
    public var gauges: [DatabaseGauge]
    /// Looks at every message before it is published, if the configuration asks for that.
    public var check: (@Sendable () throws -> MessageCheck)?
    /// Who is asked for what notifications leave out; `nil` if the service takes none.
    public var details: (@Sendable (ServiceConfiguration, PrometheusRegistry) -> any DetailSource)?
    /// Adds the service's own routes.
    public var routes: @Sendable (ServiceRouter, ServiceAccess) -> Void
    /// What it does beside the step, and while nobody asks.
    public var loops: @Sendable (ServiceAccess) throws -> [BackgroundLoop]

    public init(
        handler: any MessageHandler, createTables: @escaping @Sendable (Database) throws -> Void,
        laterChanges: [@Sendable (Database) throws -> Void] = [], gauges: [DatabaseGauge] = [],
        check: (@Sendable () throws -> MessageCheck)? = nil,
        details: (@Sendable (ServiceConfiguration, PrometheusRegistry) -> any DetailSource)? = nil,
        routes: @escaping @Sendable (ServiceRouter, ServiceAccess) -> Void,
        loops: @escaping @Sendable (ServiceAccess) throws -> [BackgroundLoop] = { _ in [] }
    ) {
        self.loops = loops
        self.handler = handler
        self.createTables = createTables
        self.laterChanges = laterChanges
        self.gauges = gauges
        self.check = check
        self.details = details
        self.routes = routes
    }

    /// The names of all messages that the service takes or, as far as its handler lists them, publishes.
    var messageNames: Set<String> {
        let published = (handler as? any RebuildableHandler)?.publishes ?? []
        return Set((handler.types + published).map { $0.name })
    }

    /// Brings a database up to this service's tables; safe on one that has them.
    ///
    /// - Throws: ``StartupError`` if the database was made by a newer program, or before the formats were renamed.
    public func migrate(_ database: any DatabaseWriter) throws {
        var migrator = DatabaseMigrator()
        // A name that is new to an older file is applied there, wherever it is in this list.
        for migration in RuntimeTables.migrations { migrator.registerMigration(migration.name, migrate: migration.apply) }
        for (number, change) in ([createTables] + laterChanges).enumerated() {
            migrator.registerMigration("\(handler.service): \(number + 1)") { db in
                try change(db)
                try RowChecksums.guardTables(in: db)
            }
        }
        let tables = try database.read { db in
            try String.fetchSet(db, sql: "SELECT name FROM sqlite_master WHERE type = 'table'")
        }
        guard tables.isEmpty || tables.contains("grdb_migrations") else {
            throw StartupError(.cannotCreate, "\(handler.service).db is a database of another program; use another --data-dir")
        }
        guard try database.read({ db in try !RuntimeTables.areOfFormerFormat(in: db) }) else {
            throw StartupError(
                .cannotCreate,
                "\(handler.service).db has the old format, of before tables, messages and fields were renamed (CHANGELOG.md): start "
                    + "on an empty --data-dir, or start the version that made it")
        }
        guard try database.read({ db in try !migrator.hasBeenSuperseded(db) }) else {
            throw StartupError(
                .cannotCreate,
                "\(handler.service).db was made by a newer version; start that version, or use another --data-dir")
        }
        try migrator.migrate(database)
    }
}
