import DocketVerify
import Foundation
import Testing
import Verification

/// Correct files, broken on purpose in one way at a time: the invariant that it breaks says so, and no other does.
struct InvariantTests {
    @Test(arguments: Breakage.all) func `what is broken is found and named`(breakage: Breakage) async throws {
        let installation = try await TestInstallation()
        for change in breakage.changes { try installation.change(change.file, change.sql) }
        let report = try installation.verify()
        #expect(!report.isClean)
        #expect(Set(report.violations.map(\.invariant)) == breakage.along.union([breakage.invariant]))
        let named = report.violations.first { violation in
            violation.invariant == breakage.invariant && violation.orderId == breakage.order
                && "\(violation.finding)".contains(breakage.reports)
        }
        #expect(named != nil, "\(report.violations)")
    }

    @Test func `there is a breakage for every invariant`() async throws {
        let invariants = try await TestInstallation().verify().checks.map(\.name)
        #expect(Set(invariants) == Set(Breakage.all.map(\.invariant)))
    }

    @Test func `a violation names the messages that it is about`() async throws {
        let installation = try await TestInstallation()
        let refund = Breakage.repeatMessage("OrderRefunded", of: Sample.short)
        try installation.change(refund.file, refund.sql)
        let id: String? = try installation.value(
            "bus", "SELECT id FROM messages WHERE type = 'OrderRefunded' AND subject = 'Order-\(Sample.short)' ORDER BY position")
        let first = try #require(id)
        let violation = try #require(installation.verify().violations.first { $0.invariant == "effects-once" })
        #expect(Set(violation.messageIds) == [first, "\(first)-again"])
    }

    @Test func `a dead letter and a saga that needs attention are warnings, and excuse their order`() async throws {
        let installation = try await TestInstallation()
        try installation.change(
            "orders",
            """
            DELETE FROM events WHERE stream = 'Order-1' AND type = 'OrderCompleted';
            ATTACH '\(installation.path)/bus.db' AS bus;
            INSERT INTO dead_letters SELECT position, 'unreadable', 1, 'no such field', time, 'waiting', id, type, subject, source, time,
                schema_version, correlation_id, causation_id, mode, partition_key, traceparent, data
            FROM bus.messages WHERE type = 'ShipmentDispatched' AND subject = 'Order-1';
            DELETE FROM inbox WHERE message_id = (SELECT id FROM dead_letters)
            """)
        try installation.change(
            "dispatch", "UPDATE sagas SET needs_attention = 1, attention = 'nobody answers' WHERE order_id = 8")
        let report = try installation.verify()
        #expect(Set(report.violations.map(\.invariant)) == ["published-events-match-state"])
        #expect(report.warnings.count == 2)
        #expect(report.warnings.first?.contains("ShipmentDispatched of Order-1") == true)
        #expect(report.warnings.last == "1 saga needs attention: order 8 (nobody answers)")
    }

    @Test func `after a compaction nothing is required of what was removed`() async throws {
        let installation = try await TestInstallation()
        try installation.change(
            "bus",
            """
            UPDATE meta SET value = (SELECT max(position) FROM messages WHERE subject = 'Order-3') WHERE name = 'compacted';
            DELETE FROM messages WHERE position <= (SELECT value FROM meta WHERE name = 'compacted')
            """)
        let report = try installation.verify()
        #expect(report.violations == [])
        #expect(
            report.checks.filter { $0.skipped != nil }.map(\.name) == [
                "receipts-agree", "state-changes-published", "late-answers-undone",
            ])
    }
}
