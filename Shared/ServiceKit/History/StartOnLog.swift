import EventBus
import Foundation
import GRDB
import Messaging
import SQLiteEventBus

/// What a service makes sure of before it handles anything, and again and again while it runs.
enum StartOnLog {
    /// Binds a new database to the log, or makes sure that the two belong together and that the log still has everything which this
    /// service has not handled. From then on the bus keeps what the service needs.
    ///
    /// - Throws: ``StartupError`` with the way out.
    static func take(
        _ service: String, database: any DatabaseWriter, bus: SQLiteEventBus, in directory: DataDirectory,
        _ commands: RecoveryCommands
    ) throws {
        do {
            try DirectoryHistory(path: directory.path, commands: commands).checkOthers(than: service, with: bus)
            try HistoryCheck.bind(service, database, to: bus)
            // It is not known how far it is until it has acknowledged for the first time; until then it may need all of it.
            if try !bus.statistics().consumers.contains(where: { $0.name == service }) { try bus.acknowledge(0, by: service) }
        } catch let mismatch as HistoryMismatch {
            throw StartupError(.cannotCreate, HistoryAdvice(mismatch, of: service, commands).description)
        } catch let error as BusError {
            throw StartupError(error.isRetriable ? .retryLater : .cannotCreate, commands.advice(on: error))
        }
    }
}

/// Looks now and then whether the files are still those that the service was started on.
struct FilesInUse: Sendable {
    let service: String
    let database: String
    let bus: SQLiteEventBus
    private let file: FileIdentity?
    private let commands: RecoveryCommands

    init(_ service: String, in directory: DataDirectory, bus: SQLiteEventBus, _ commands: RecoveryCommands) {
        self.service = service
        database = directory.path(of: "\(service).db")
        self.bus = bus
        self.commands = commands
        file = FileIdentity(database)
    }

    /// - Parameter position: How far the service has read.
    /// - Throws: ``StartupError`` if a file was removed or replaced underneath: the service must not go on.
    func check(position: Position) throws {
        guard FileIdentity(database) == file else {
            throw StartupError(
                .cannotCreate,
                """
                \(database) was removed or replaced while it was in use. Put it back, with its \(service).db-wal, or \
                \(commands.rebuilding(service))
                """)
        }
        let end = try bus.statistics().last
        guard position <= end else {
            throw StartupError(
                .cannotCreate, HistoryAdvice(.logEnds(at: end, before: position), of: service, commands).description)
        }
    }
}
