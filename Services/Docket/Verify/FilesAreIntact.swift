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

    /// Reads every page of the five files.
    static func check(_ snapshot: Snapshot) throws -> VerificationReport.Check {
        var findings: [String] = []
        for file in DataFile.ofServices + [.bus] {
            let published = try String.fetchAll(snapshot.db, sql: "PRAGMA \(file.schema).quick_check(10)")
            findings += published.filter { $0 != "ok" }.map { "\(file.name) is damaged: \($0)" }
        }
        findings += try LogIntegrity.damagedPositions(snapshot.db).map { position in
            "bus.db is damaged: the message at position \(position) is not as it was written"
        }
        return VerificationReport.Check(
            name: name, rule: rule, violations: findings.map { Violation(invariant: name, finding: $0) }, skipped: nil)
    }
}
