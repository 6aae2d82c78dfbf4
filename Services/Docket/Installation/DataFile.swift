import DocketCommandLine
import EventBus
import Foundation
import Fulfilment
import FulfilmentSupport
import GRDB
import Messaging
import ServiceKit

/// One database file of an installation, and how to recognise it.
package struct DataFile: Sendable {
    package let name: String
    /// Its name in SQL.
    package let schema: String
    /// Tables that it has if it is what it says.
    private let tables: [String]

    private init(service: String, _ own: [String]) {
        name = "\(service).db"
        schema = service
        tables = own + ["inbox", "outbox", "checkpoint", "timers", "retry_queue", "dead_letters"]
    }

    private init(name: String, schema: String, tables: [String]) {
        (self.name, self.schema, self.tables) = (name, schema, tables)
    }

    package static let bus = DataFile(name: "bus.db", schema: "main", tables: ["messages", "meta"])
    /// Effects before causes; see ``Snapshot``.
    package static let ofServices = fulfilmentServices.reversed().map { DataFile(service: $0.name, $0.tables) }

    package func path(in dataDirectory: String) -> String {
        URL(filePath: dataDirectory, directoryHint: .isDirectory).appending(path: name).path(percentEncoded: false)
    }

    /// The path, if there is a file.
    package func check(in dataDirectory: String) throws -> String {
        let path = path(in: dataDirectory)
        guard FileManager.default.fileExists(atPath: path) else {
            throw UnreadableFile(
                file: path,
                reason: "it is missing; is \(dataDirectory) the right data directory, and did all services start once?")
        }
        return path
    }

    /// Takes the file's moment, and makes sure that it is the database it should be.
    func checkTables(_ db: Database) throws {
        let found = try Set(String.fetchAll(db, sql: "SELECT name FROM \(schema).sqlite_schema WHERE type = 'table'"))
        let missing = tables.filter { !found.contains($0) }
        guard try !RuntimeTables.areOfFormerFormat(in: db, schema: schema) else {
            throw UnreadableFile(
                file: name, reason: "it has the old format, of before tables, messages and fields were renamed (CHANGELOG.md)")
        }
        guard missing.isEmpty else {
            throw UnreadableFile(
                file: name, reason: "it is a database, but not Docket's: it has no table \(missing.joined(separator: ", "))")
        }
        // Only a read of the file's own pages takes the moment; the names above may come from a cached schema.
        _ = try Row.fetchOne(db, sql: "SELECT * FROM \(schema).\(tables[0]) LIMIT 1")
    }

    /// Runs `body` and puts the file's name on an error of SQLite's.
    package func naming<Value>(_ path: String, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw UnreadableFile(file: path, reason: error.reason)
        }
    }
}

/// A file of the installation cannot be read, so it is unknown whether it is sound.
package struct UnreadableFile: Error, Sendable, CustomStringConvertible {
    package var file: String
    /// The reason.
    package var reason: String

    package init(file: String, reason: String) {
        self.file = file
        self.reason = reason
    }

    package var description: String { "cannot read \(file): \(reason)" }
}

extension ToolFailure {
    /// Runs `body` and makes one sentence of an error of the files.
    package static func naming<Value>(_ installation: Installation, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as BusError {
            throw ToolFailure(error.isRetriable ? .tryLater : .failed, error.message)
        } catch let error as DatabaseError {
            throw ToolFailure(.failed, "a file in \(installation.path) cannot be read: \(error.reason)")
        }
    }
}

extension DatabaseError {
    /// SQLite's own words, or its code where it has none.
    package var reason: String { message ?? "SQLite error \(extendedResultCode.rawValue)" }
}
