package import Verification

/// What came of checking an installation.
package struct VerificationReport: Sendable, Codable {
    /// One invariant and what came of it.
    package struct Check: Sendable, Codable {
        package var name: String
        /// What it says, in one sentence.
        var rule: String
        package var violations: [Violation]
        /// Why it could not be checked; `nil` if it was.
        package var skipped: String?
    }

    package var dataDirectory: String
    package var checks: [Check]
    /// What was still to be done. Until nothing is, some checks are skipped.
    package var backlog: Backlog
    package var totals: Totals
    /// What is no violation and yet waits for a person.
    package var warnings: [String]

    /// What is broken; empty when all is well.
    package var violations: [Violation] { checks.flatMap(\.violations) }
    /// No violation was found. Says nothing about checks that were skipped; see ``isDrained``.
    package var isClean: Bool { checks.allSatisfy(\.violations.isEmpty) }
    /// Nothing was left to be done, so nothing was skipped for that reason.
    package var isDrained: Bool { backlog.isDrained }
}
