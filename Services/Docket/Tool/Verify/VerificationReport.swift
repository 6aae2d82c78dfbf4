public import Verification

/// What came of checking an installation.
public struct VerificationReport: Sendable, Codable {
    /// One invariant and what came of it.
    public struct Check: Sendable, Codable {
        public var name: String
        /// What it says, in one sentence.
        public var rule: String
        public var violations: [Violation]
        /// Why it could not be checked; `nil` if it was.
        public var skipped: String?
    }

    public var dataDirectory: String
    public var checks: [Check]
    /// What was still to be done. Until nothing is, some checks are skipped.
    public var backlog: Backlog
    public var totals: Totals
    /// What is no violation and yet waits for a person.
    public var warnings: [String]

    /// What is broken; empty when all is well.
    public var violations: [Violation] { checks.flatMap(\.violations) }
    /// No violation was found. Says nothing about checks that were skipped; see ``isDrained``.
    public var isClean: Bool { checks.allSatisfy(\.violations.isEmpty) }
    /// Nothing was left to be done, so nothing was skipped for that reason.
    public var isDrained: Bool { backlog.isDrained }
}
