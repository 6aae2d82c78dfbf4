import DocketInstallation
import DurableSQLite
import Fulfilment
import FulfilmentSupport
import GRDB
import SQLiteEventBus
import Verification

/// What is wrong with the files themselves, whatever they say: a page that SQLite cannot follow, a table that Docket did not make so, a row
/// that is not as it was written. No invariant over facts, because facts from a damaged file are none; and a simulation, whose files are in memory, has
/// no use for it.
enum FilesAreIntact {
    static let name = "files-intact"
    static let rule =
        "Every page, index and table of every file is as Docket makes it, and every row and message as it was written."

    static func check(_ snapshot: Snapshot) -> VerificationReport.Check {
        let violations = findings(snapshot).map { Violation(invariant: name, finding: $0) }
        return VerificationReport.Check(name: name, rule: rule, violations: violations, skipped: nil)
    }

    /// Reads every page of all files, every row and every message. A file that cannot even be checked is damaged.
    static func findings(_ snapshot: Snapshot) -> [String] {
        let files = (DataFile.ofServices + [.bus]).flatMap { file in
            attempt(file) {
                try String.fetchAll(snapshot.db, sql: "PRAGMA \(file.schema).integrity_check(100)").filter { $0 != "ok" }
            } + attempt(file) { try MadeTables.differences(of: file, snapshot.db) } + damagedRows(file, snapshot.db)
        }
        let messages = attempt(.bus) {
            try LogIntegrity.damagedPositions(snapshot.db, sources: Set(fulfilmentServices.map { "/\($0.name)" })).map {
                "the message at position \($0) is not as it was written"
            }
        }
        return files + messages + attempt(.bus) { try LogBooks.findings(snapshot.db) }
    }

    /// Each row by its key: all of them, up to a thousand of a table.
    private static func damagedRows(_ file: DataFile, _ db: Database) -> [String] {
        attempt(file) {
            try RowChecksums.tables(in: db, schema: file.schema).flatMap { table in
                try table.damagedRows(in: db, schema: file.schema, limit: 1000).map {
                    "the row \($0) of \(table.name) is not as it was written"
                }
            }
        }
    }

    private static func attempt(_ file: DataFile, _ body: () throws -> [String]) -> [String] {
        do {
            return try body().map { "\(file.name) is damaged: \($0)" }
        } catch {
            return ["\(file.name) is damaged: \((error as? DatabaseError)?.reason ?? "\(error)")"]
        }
    }
}
