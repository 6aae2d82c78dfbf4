import DocketInstallation
import Verification

/// Whether the files belong together, as every program checks when it starts: none is of another log, and none is older than the others know.
enum HistoriesFit {
    static let name = "histories-fit"
    static let rule = "Every service's file belongs to this log, and neither is older than the other knows it to be."

    static func check(_ dataDirectory: String) throws -> VerificationReport.Check {
        let problems = try Installation(path: dataDirectory).historyProblems()
        return VerificationReport.Check(
            name: name, rule: rule, violations: problems.map { Violation(invariant: name, finding: "\($0)") }, skipped: nil)
    }
}
