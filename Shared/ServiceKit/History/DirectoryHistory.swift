public import EventBus
import Foundation
import GRDB
public import Messaging
import SQLiteEventBus

/// Whether the files of a data directory belong together: what each service's database knows of the log is compared with the log.
///
/// Every service does so with the whole directory before it starts, so that none writes to a log that another one knows to be
/// incomplete.
public struct DirectoryHistory {
    /// Absolute path.
    public let path: String
    private let commands: RecoveryCommands

    /// - Parameter commands: What errors name as the way out.
    public init(path: String, commands: RecoveryCommands = .none) {
        self.path = path
        self.commands = commands
    }

    /// Names of the services that have a database here: every file `NAME.db` that says to which log it belongs.
    public var services: [String] {
        // A directory that cannot be listed has no files that can be read.
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).filter { $0.hasSuffix(".db") }
        return names.map { String($0.dropLast(3)) }.filter { $0 != "bus" }.sorted().filter { name in
            // A file that cannot be read is for its owner to complain about.
            (try? read(name) { db in try db.tableExists("log_binding") }) == true
        }
    }

    /// What a service's database says; `nil` if there is no such file, or none with tables.
    public func history(of service: String) throws -> ServiceHistory? {
        guard FileManager.default.fileExists(atPath: "\(path)/\(service).db") else { return nil }
        return try read(service) { db in
            try db.tableExists("log_binding") ? try ServiceHistory(service: service, in: db) : nil
        }
    }

    /// Compares the databases of these services with the log, from the files alone; the services may run.
    public func mismatches(of services: [String], with bus: any EventBus) throws -> [HistoryAdvice] {
        try services.compactMap { service in
            do {
                let mismatch = try HistoryCheck.compare(service, with: bus) {
                    try history(of: service) ?? ServiceHistory(new: service)
                }
                return mismatch.map { HistoryAdvice($0, of: service, commands) }
            } catch let error as DatabaseError {
                return HistoryAdvice(damaged: "\(path)/\(service).db", of: service, error, commands)
            }
        }
    }

    /// Before a log is made where there is none.
    ///
    /// - Throws: ``StartupError`` if a service of this directory belongs to a log.
    public func checkLogIsThere() throws {
        guard isMissing("bus.db") else { return }
        for service in services {
            guard let history = try history(of: service), let log = history.binding?.log,
                history.isUsed || history.binding?.published != nil
            else { continue }
            throw StartupError(
                .cannotCreate,
                """
                \(path)/bus.db is missing, and \(service).db has read the log \(log) up to position \(history.position). Put bus.db \
                back, with its bus.db-wal, or \(commands.restoring)
                """)
        }
    }

    /// Before a database is made where there is none: a refused start must not leave an empty one behind.
    ///
    /// - Throws: ``StartupError`` if the log knows the service.
    func checkIsNotLost(_ service: String) throws {
        guard isMissing("\(service).db"), !isMissing("bus.db") else { return }
        // An unreadable log is reported when it is opened for writing.
        guard let bus = try? SQLiteEventBus.openReadOnly(directory: path) else { return }
        defer { bus.close() }
        if let mismatch = try HistoryCheck.compare(service, with: bus, { ServiceHistory(new: service) }) {
            throw StartupError(.cannotCreate, HistoryAdvice(mismatch, of: service, commands).description)
        }
    }

    private func isMissing(_ name: String) -> Bool {
        // What is not there has no size.
        (try? FileManager.default.attributesOfItem(atPath: "\(path)/\(name)"))?[.size] as? Int ?? 0 == 0
    }

    /// Makes sure that no other service knows of more than the log has, or of another log: publishing on such a log gives
    /// positions a second time.
    ///
    /// - Throws: ``StartupError``.
    func checkOthers(than service: String, with bus: any EventBus) throws {
        for other in services where other != service {
            let mismatch = try HistoryCheck.compare(other, with: bus) {
                try read(other) { db in try ServiceHistory(service: other, in: db) }
            }
            switch mismatch {
            case .anotherLog?, .logEnds?, .logDiffers?:
                throw StartupError(.cannotCreate, mismatch.map { HistoryAdvice($0, of: other, commands).description } ?? "")
            // Their own business: they will not start.
            case .forgotPublishing?, .forgotReading?, .isLost?, .compacted?, nil: continue
            }
        }
    }

    private func read<Value>(_ service: String, _ body: (Database) throws -> Value) throws -> Value {
        let queue = try ServiceDatabase.openReadOnly(URL(filePath: "\(path)/\(service).db"))
        defer { try? queue.close() }  // Read only: nothing can be lost.
        return try queue.read(body)
    }
}
