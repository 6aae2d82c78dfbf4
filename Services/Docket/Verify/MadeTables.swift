import DocketInstallation
import DurableSQLite
import Fulfilment
import FulfilmentSupport
import GRDB
import ServiceKit
import SQLiteEventBus

/// The tables, indexes, views and triggers of a file, as its program makes them: a rule that is not there any more holds nothing.
enum MadeTables {
    private struct Made {
        /// By name.
        var definitions: [String: String]
        /// Applied one after the other.
        var migrations: [String]
    }

    /// What each service makes.
    private static let made = Result {
        try Dictionary(uniqueKeysWithValues: fulfilmentServices.map { ($0.name, try make($0)) })
    }

    /// What is missing, is there besides, or is defined otherwise. A log may have been brought up from an older format, whose definitions
    /// have another text: there only the format counts, and who has the log open checks it too.
    static func differences(of file: DataFile, _ db: Database) throws -> [String] {
        guard let made = try made.get()[file.schema] else {
            do {
                try Schema.check(db, file: file.name)
                return []
            } catch {
                return ["\(error)"]
            }
        }
        // A file of an older version, which is brought up when its service starts: another set of tables is no damage.
        let migrations = try migrations(in: db, schema: file.schema)
        let isOlder = !migrations.isEmpty && migrations.count < made.migrations.count && made.migrations.starts(with: migrations)
        guard !isOlder else { return [] }
        let (expected, found) = (made.definitions, try definitions(in: db, schema: file.schema))
        let version = try Int.fetchOne(db, sql: "PRAGMA \(file.schema).user_version") ?? 0
        return expected.keys.filter { found[$0] == nil }.sorted().map { "\($0) is missing" }
            + found.keys.filter { expected[$0] == nil }.sorted().map { "\($0) was not made by Docket" }
            + expected.keys.filter { found[$0] != nil && found[$0] != expected[$0] }.sorted().map {
                "\($0) is not as Docket makes it"
            }
            + (version == 0 ? [] : ["its user_version is \(version), and Docket's is 0"])
    }

    private static func make(_ service: ServiceDescriptor) throws -> Made {
        let database = try DatabaseQueue(configuration: .withRowChecksums())
        try service.build(ServiceConfiguration(service: service.name, dataDirectory: "/nowhere")).migrate(database)
        return try database.read { db in
            Made(definitions: try definitions(in: db, schema: "main"), migrations: try migrations(in: db, schema: "main"))
        }
    }

    private static func migrations(in db: Database, schema: String) throws -> [String] {
        guard try db.tableExists("grdb_migrations", in: schema) else { return [] }
        return try String.fetchAll(db, sql: "SELECT identifier FROM \(schema).grdb_migrations ORDER BY rowid")
    }

    private static func definitions(in db: Database, schema: String) throws -> [String: String] {
        // What SQLite makes by itself has no text.
        let rows = try Row.fetchAll(
            db,
            sql:
                "SELECT type || ' ' || name AS name, sql FROM \(schema).sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
        )
        return Dictionary(try rows.map { (try $0.get("name"), try $0.get("sql")) }) { first, _ in first }
    }
}
