import Decisions
import DurableSQLite
import EventBus
import Foundation
import GRDB
public import Logging
import Messaging
public import ServiceLifecycle
import SQLiteEventBus
import UnixSignals

/// A whole service in one process: its database, the bus, message processing and the HTTP server.
///
/// Executables ``run(_:build:)`` it; tests make one and run it in a service group of their own.
public struct ServiceProcess: Sendable {
    /// In the order in which they start; they stop in reverse.
    public let services: [any Service]
    private let lock: DirectoryLock
    private let database: DatabasePool
    private let bus: SQLiteEventBus
    private let logger: Logger

    /// Opens everything the service needs and begins nothing yet.
    ///
    /// - Throws: ``StartupError`` with what to do about it: a data directory in use, a damaged or newer file, a port taken.
    public init(_ configuration: ServiceConfiguration, _ blueprint: ServiceBlueprint, logger: Logger) throws {
        // Files hold names and addresses: no other user reads them, even if the directory is opened up.
        umask(0o077)
        let service = configuration.service
        let directory = try DataDirectory(creating: configuration.dataDirectory)
        lock = try DirectoryLock(name: service, in: directory)
        let commands = configuration.product.recovery
        let history = DirectoryHistory(path: directory.path, commands: commands)
        try history.checkLogIsThere()
        try history.checkIsNotLost(service)
        let database = try Self.openDatabase(service, in: directory, blueprint, commands)
        let bus = try Self.openBus(in: directory, commands)
        try StartOnLog.take(service, database: database, bus: bus, in: directory, commands)
        let filter = blueprint.handler.subscription.filter
        let notifier = try bus.makeNotifier(for: filter)
        let registry = PrometheusRegistry(prefix: configuration.product.metricPrefix)
        let faults = Faults()
        let calls = CallPort(notifier: notifier)
        var dependencies = MessageProcessor.Dependencies(
            handler: blueprint.handler, database: database, bus: bus, calls: calls, faults: faults, logger: logger,
            metrics: registry)
        dependencies.details = blueprint.details?(configuration, registry)
        if let crashPoint = configuration.crashPoint { dependencies.arm(crashPoint) }
        if configuration.validatesEvents { dependencies.check = try blueprint.check?() }
        let processor = ProcessorService(
            dependencies: dependencies, notifier: notifier, files: FilesInUse(service, in: directory, bus: bus, commands),
            logger: logger)
        let access = ServiceAccess(calls: calls, database: database, configuration: configuration)
        let gauges = Gauges(
            service: service, bus: bus, database: database, filter: filter, position: { processor.position },
            counts: Gauges.ofEveryService + blueprint.gauges)
        gauges.add(to: registry)
        FileGauges(service: service, bus: bus, directory: directory.path).add(to: registry)
        let server = buildHTTPServer(
            configuration: configuration, registry: registry, logger: logger,
            readiness: { [HealthCheck(name: "messages", ok: processor.currentFailure == nil, detail: processor.currentFailure)] },
            onServerRunning: { port in Self.announce(port, configuration, in: directory, logger: logger) },
            routes: { router in
                blueprint.routes(router, access)
                DeadLetterRoutes(access: access, types: MessageTypes(blueprint.handler.types)).add(to: router)
                FaultRoutes(access: access, faults: faults, types: blueprint.messageNames).add(to: router)
            })
        let loops = try blueprint.loops(access).map { BackgroundService($0, logger: logger) }
        services = [processor] + loops + [server]
        self.database = database
        self.bus = bus
        self.logger = logger
    }

    /// Runs a service until SIGTERM or SIGINT.
    ///
    /// - Throws: ``StartupError`` if it cannot start.
    public static func run(
        _ configuration: ServiceConfiguration, build: (ServiceConfiguration) -> ServiceBlueprint
    ) async throws {
        // The reader of our output may go away; the work goes on.
        signal(SIGPIPE, SIG_IGN)
        SQLiteMemory.stopCounting()
        if configuration.followsStandardInput { Lifeline.hold() }
        let logger = JSONLinesLogHandler.logger(service: configuration.service, level: configuration.logLevel)
        defer { LogOutput.standardError.flush() }
        let process = try ServiceProcess(configuration, build(configuration), logger: logger)
        defer { process.end(configuration) }
        let group = ServiceGroup(
            configuration: .init(
                services: process.services.map { .init(service: $0) }, gracefulShutdownSignals: [.sigterm, .sigint],
                logger: Logger(label: "lifecycle") { _ in SwiftLogNoOpLogHandler() }))
        try await group.run()
        logger.notice("stopped")
    }

    private func end(_ configuration: ServiceConfiguration) {
        do {
            try RunFile.remove(configuration.service, in: DataDirectory(creating: configuration.dataDirectory))
        } catch {
            logger.warning("the run file is left behind", metadata: [LogKeys.error: .string("\(error)")])
        }
        closeFiles()
        lock.release()
    }

    /// Moves what lies in the write-ahead logs into the files, so that each is whole by itself: a copy of `orders.db` after a clean
    /// stop has copied everything. A reader that keeps one open only keeps its write-ahead log there; nothing is lost by it.
    private func closeFiles() {
        do {
            try database.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
            try database.close()
        } catch {
            logger.warning("the database is not closed", metadata: [LogKeys.error: .string("\(error)")])
        }
        bus.close()
    }

    private static func openDatabase(
        _ service: String, in directory: DataDirectory, _ blueprint: ServiceBlueprint, _ commands: RecoveryCommands
    ) throws -> DatabasePool {
        let path = directory.path(of: "\(service).db")
        let isAlone = FileManager.default.fileExists(atPath: path) && !FileManager.default.fileExists(atPath: path + "-wal")
        do {
            let database = try ServiceDatabase.open(URL(filePath: path))
            let isEmpty = try database.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") == 0 }
            if isEmpty, isAlone { throw withoutWriteAheadLog(path, commands) }
            try blueprint.migrate(database)
            // From its first moment on the file has its tables, even if it is copied without its write-ahead log.
            if isEmpty { try database.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) } }
            return database
        } catch let error as DatabaseError where error.isDamage {
            throw StartupError(.cannotCreate, HistoryAdvice(damaged: path, of: service, error, commands).description)
        } catch let error as DatabaseError {
            throw StartupError(.cannotCreate, "\(path) cannot be opened: \(error.message ?? "\(error.resultCode)")")
        }
    }

    private static func withoutWriteAheadLog(_ path: String, _ commands: RecoveryCommands) -> StartupError {
        StartupError(
            .cannotCreate,
            """
            \(path) has no tables and no \(path)-wal beside it: it was copied without. Copy both, or \(commands.restoring). \
            If this directory is new, remove the file
            """)
    }

    private static func openBus(in directory: DataDirectory, _ commands: RecoveryCommands) throws -> SQLiteEventBus {
        do {
            return try SQLiteEventBus(directory: directory.path)
        } catch {
            throw StartupError(error.isRetriable ? .retryLater : .cannotCreate, commands.advice(on: error))
        }
    }

    /// Publishes where the service listens.
    private static func announce(
        _ port: Int, _ configuration: ServiceConfiguration, in directory: DataDirectory, logger: Logger
    ) {
        let file = RunFile(
            service: configuration.service, pid: getpid(), host: configuration.advertisedHost, port: port, startedAt: Date())
        do {
            try file.write(in: directory)
        } catch {
            logger.warning("the run file cannot be written", metadata: [LogKeys.error: .string("\(error)")])
        }
        logger.notice(
            "listening", metadata: [LogKeys.host: .string(configuration.host), LogKeys.port: .stringConvertible(port)])
    }
}

extension DatabaseError {
    fileprivate var isDamage: Bool { resultCode == .SQLITE_NOTADB || resultCode == .SQLITE_CORRUPT }
}
