import Contracts
@testable import DocketBackup
@testable import DocketInstallation
@testable import DocketRebuild
import DocketVerify
import DurableSQLite
import EventBus
import Foundation
import GRDB
import Messaging
import OrdersService
import ServiceKit
import SQLiteEventBus
import Testing

/// Orders is the source of truth, and the log has nearly all of it.
struct RebuildOrdersTests {
    /// Makes `orders.db` again in its place.
    private func rebuild(_ installation: TestInstallation) throws -> RebuildReport {
        let files = RebuiltFile("\(installation.path)/orders.db")
        try files.check(mayReplace: true, mustBeThere: false)
        let report = try ServiceRebuild(installation: Installation(path: installation.path), service: .orders).write(files.new)
        try files.putInPlace()
        return report
    }

    @Test func `every order whose payment was published in full is as it was, event by event`() async throws {
        let installation = try await TestInstallation()
        let events =
            "SELECT stream || '/' || version || ' ' || type || ' ' || time || ' ' || correlation_id || ' ' || ifnull(causation_id, '') || ' ' || data FROM events WHERE stream NOT IN ('Order-4', 'Order-6', 'Order-10', 'Order-12') ORDER BY stream, version"
        let before = try await DatabaseQueue(path: "\(installation.path)/orders.db", configuration: .withRowChecksums()).read {
            db in
            try String.fetchAll(db, sql: events)
        }
        let report = try rebuild(installation)
        let after = try await DatabaseQueue(path: "\(installation.path)/orders.db", configuration: .withRowChecksums()).read {
            db in
            try String.fetchAll(db, sql: events)
        }
        #expect(after == before && before.count > 20)
        #expect(report.disagreements.isEmpty, "\(report.disagreements)")
        #expect(report.raised.sorted() == ["Order-10", "Order-12", "Order-4", "Order-6"], "those that nobody has paid")
    }

    @Test func `what the log does not tell is raised to a person, and breaks no rule`() async throws {
        let installation = try await TestInstallation()
        _ = try rebuild(installation)
        let report = try installation.verify()
        #expect(report.violations.isEmpty, "\(report.violations)")
        #expect(report.warnings.contains { $0.contains("orders has 4 dead letters") }, "\(report.warnings)")
        #expect(try Installation(path: installation.path).historyProblems() == [])
    }

    @Test func `numbers go on beyond all that may have been given, whatever others write to the log`() async throws {
        let installation = try await TestInstallation()
        let other = Breakage.repeatMessage("OrderCreated", of: Sample.completed, subject: "Order-9999999999999999999")
        try installation.change(other.file, other.sql + "; UPDATE messages SET source = '/other' WHERE id LIKE '%-again'")
        _ = try rebuild(installation)
        let last = try OrderNumbers.last(in: URL(filePath: "\(installation.path)/orders.db"))
        #expect(last == 12 + MessageProcessor.unpublishedLimit)
        #expect(OrderNumbers.after(.max, leavingOut: 1) == .max)
    }
}
