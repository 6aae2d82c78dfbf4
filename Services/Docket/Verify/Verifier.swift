import DocketCommandLine
import DocketInstallation
import Fulfilment
import FulfilmentSupport
import GRDB
package import Verification

/// Checks an installation from its files alone: whatever its processes did or suffered, these sentences are true.
///
/// ```swift
/// let report = try Verifier.verify(dataDirectory: ".docket")
/// guard report.isClean else { … report.violations … }
/// ```
///
/// Services may run meanwhile: they are neither disturbed nor waited for, and what is just under way is no violation. What can be
/// published only when all is done is skipped until the bus is drained; see ``VerificationReport/backlog``.
package enum Verifier {
    /// Every invariant, in the order of the report.
    static let invariants: [any Invariant] =
        fulfilmentServices.flatMap(\.verification.invariants) + CommonInvariants.all(verifiedServices)

    /// Checks every invariant, on two threads. Blocks the calling one, for some seconds with 100,000 orders.
    ///
    /// - Parameter progress: Called with how many checks are done, and how many there are; from any thread.
    /// - Throws: ``UnreadableFile`` if a file is missing, damaged or no database of Docket's.
    package static func verify(
        dataDirectory: String, progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
    ) throws -> VerificationReport {
        do {
            return try report(on: dataDirectory, CheckCount(of: invariants.count + 2, progress))
        } catch let error as DatabaseError {
            // SQLite does not say which of the files it was reading: look at each.
            let findings = try Snapshot.read(dataDirectory, FilesAreIntact.findings)
            throw UnreadableFile(
                file: dataDirectory, reason: findings.isEmpty ? error.reason : findings.joined(separator: "; "))
        }
    }

    /// What each invariant says of these facts.
    package static func check(_ facts: Facts) throws -> [VerificationReport.Check] { try invariants.map { try check($0, facts) } }

    /// One thread looks at the files, row by row; the other sums them up and looks at the sums. Each has a snapshot of its own, of which
    /// all holds that an invariant is entitled to.
    private static func report(on dataDirectory: String, _ count: CheckCount) throws -> VerificationReport {
        @Sendable func checks(_ facts: Facts) throws -> [VerificationReport.Check] {
            try invariants.filter { $0.needsSummaries == facts.hasSummaries }.map { count.after(try check($0, facts)) }
        }
        let (direct, summed) = try atOnce {
            try Snapshot.read(dataDirectory) { snapshot in
                let files = [count.after(FilesAreIntact.check(snapshot)), count.after(try HistoriesFit.check(dataDirectory))]
                return files + (try checks(try facts(snapshot, summaries: false)))
            }
        } _: {
            try Snapshot.read(dataDirectory) { snapshot in
                let facts = try facts(snapshot, summaries: true)
                return VerificationReport(
                    dataDirectory: dataDirectory, checks: try checks(facts), backlog: facts.backlog,
                    totals: try Totals(facts), warnings: try Warnings.all(facts))
            }
        }
        var report = summed
        let order = Dictionary(uniqueKeysWithValues: invariants.enumerated().map { ($1.name, $0) })
        report.checks = (direct + summed.checks).sorted { order[$0.name, default: -1] < order[$1.name, default: -1] }
        return report
    }

    private static func facts(_ snapshot: Snapshot, summaries: Bool) throws -> Facts {
        try Facts(snapshot.db, horizon: snapshot.horizon, services: verifiedServices, summaries: summaries)
    }

    private static func check(_ invariant: any Invariant, _ facts: Facts) throws -> VerificationReport.Check {
        let skipped = whyToSkip(invariant, facts)
        let violations = skipped == nil ? try self.violations(of: invariant, facts) : []
        return VerificationReport.Check(name: invariant.name, rule: invariant.rule, violations: violations, skipped: skipped)
    }

    private static func whyToSkip(_ invariant: any Invariant, _ facts: Facts) -> String? {
        if invariant.needsDrainedBus && !facts.backlog.isDrained { return "not drained" }
        if invariant.needsWholeLog && facts.compacted > 0 { return "the log was compacted up to \(facts.compacted)" }
        return nil
    }

    /// A value that the query cannot work with, such as a number that is none, is a finding: the other invariants are checked all the same.
    private static func violations(of invariant: any Invariant, _ facts: Facts) throws -> [Violation] {
        do {
            return try invariant.check(facts)
        } catch let error as DatabaseError {
            return [Violation(invariant: invariant.name, finding: "it cannot be checked: \(error.reason)")]
        }
    }
}
