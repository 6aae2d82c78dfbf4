import DocketInstallation
import GRDB
import SQLiteEventBus
import Verification

/// What is wrong with the files themselves, whatever they say: a page that SQLite cannot follow, a message that is not as it was
/// appended. No invariant over facts, because facts from a damaged file are none; and a simulation, whose files are in memory, has
/// no use for it.
enum FilesAreIntact {
    static let name = "files-intact"
    static let rule = "Every page of every file is where SQLite expects it, and every message is as it was appended."

    static func check(_ snapshot: Snapshot) -> VerificationReport.Check {
        let violations = findings(snapshot).map { Violation(invariant: name, finding: $0) }
        return VerificationReport.Check(name: name, rule: rule, violations: violations, skipped: nil)
    }

    /// Reads every page of all files, and every message. A file that cannot even be checked is damaged.
    static func findings(_ snapshot: Snapshot) -> [String] {
        let pages = (DataFile.ofServices + [.bus]).flatMap { file in
            attempt(file) {
                try String.fetchAll(snapshot.db, sql: "PRAGMA \(file.schema).quick_check(10)").filter { $0 != "ok" }
            }
        }
        let messages = attempt(.bus) {
            try LogIntegrity.damagedPositions(snapshot.db).map { "the message at position \($0) is not as it was written" }
        }
        return pages + messages
    }

    private static func attempt(_ file: DataFile, _ body: () throws -> [String]) -> [String] {
        do {
            return try body().map { "\(file.name) is damaged: \($0)" }
        } catch {
            return ["\(file.name) is damaged: \((error as? DatabaseError)?.reason ?? "\(error)")"]
        }
    }
}
