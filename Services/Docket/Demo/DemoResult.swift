import Contracts
import Decisions
import DocketInstallation
import DocketVerify
import Verification

/// How one run of one scenario in one mode ended.
struct DemoResult: Sendable, Codable {
    var scenario: String
    var title: String
    var mode: CoordinationMode
    var passed: Bool
    /// What was not as expected.
    var differences: [String]
    var seconds: Double
    /// Kept on request, and when something was not as expected.
    var dataDirectory: String?
    var story: [TimelineEntry]
}

/// The check of the invariants that follows each run: what is broken, with its order and messages, and what could not be checked.
let demoVerification: Verification = { installation in
    let report = try Verifier.verify(dataDirectory: installation.path)
    let broken = report.checks.flatMap { check in
        check.violations.map { violation in
            let order = violation.orderId.map { " order \($0):" } ?? ""
            let messages = violation.messageIds.isEmpty ? "" : " (messages \(violation.messageIds.joined(separator: ", ")))"
            return "\(check.name):\(order) \(violation.finding)\(messages)"
        }
    }
    // A run ends with everything handled, so a skipped check is a failure and not an excuse.
    let skipped = report.checks.compactMap { check in check.skipped.map { "\(check.name) could not be checked: \($0)" } }
    return broken + skipped
}

/// Checks the files of a stopped installation and returns what is broken, in sentences.
///
/// The demo calls it after each run. It is handed in, so that the demo knows no more of the invariants than their result.
typealias Verification = @Sendable (Installation) async throws -> [String]
