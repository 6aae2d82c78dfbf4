import Contracts
@testable import DocketCommandLine
@testable import DocketInstallation
@testable import DocketRebuild
import DocketVerify
import DurableSQLite
import EventBus
import Foundation
import GRDB
import Messaging
import ServiceKit
import SQLiteEventBus
import Testing

/// A service that was lost and made again from the bus is the service that was lost.
struct RebuildTests {
    private static let services: [ServiceName] = [.stock, .shipping, .dispatch]

    private func rebuild(_ service: ServiceName, of installation: TestInstallation) throws -> (RebuildReport, file: String) {
        let file = "\(installation.path)/\(service).again"
        let report = try ServiceRebuild(installation: Installation(path: installation.path), service: service).write(file)
        return (report, file)
    }

    @Test(arguments: services) func `it is the same, table by table, after every kind of order in both modes`(
        service: ServiceName
    ) async throws {
        let installation = try await TestInstallation()
        let (report, file) = try rebuild(service, of: installation)
        #expect(report.disagreements.isEmpty, "\(report.disagreements)")
        #expect(report.handled > 10 && report.own > 5 && report.leftToTry == 0 && report.deadLetters == 0)
        #expect(try TableComparison(file, "\(installation.path)/\(service).db").differences() == [])
        // Nothing is sent again: there is nothing to send, and everything has been read.
        let (outbox, checkpoint) = try await DatabaseQueue(path: file, configuration: .withRowChecksums()).read { db in
            (
                try Int.fetchOne(db, sql: "SELECT count(*) FROM outbox"),
                try Int64.fetchOne(db, sql: "SELECT position FROM checkpoint")
            )
        }
        #expect(outbox == 0)
        let was: Int64? = try installation.value(service.rawValue, "SELECT position FROM checkpoint")
        #expect(try #require(checkpoint) <= #require(was))
    }

    @Test func `what people did to modes is as it was: what was asked anew, given up, closed, by whom and why`() async throws {
        let installation = try await TestInstallation { path in
            let workshop = try Workshop(path)
            try await workshop.post("/goods-in", #"{"items":[{"sku":"MUG","quantity":30}]}"#)
            for action in ["resume", "compensate", "close"] {
                let order = try await workshop.order("orchestration")
                try await workshop.post("/orders/\(order)/payment")
                try workshop.drain(without: ["stock"])
                try await workshop.post("/sagas/\(order)/\(action)", #"{"by":"ada","why":"Stock stands still"}"#)
                try workshop.drain(without: ["stock"])
            }
            try workshop.drain()
            try workshop.close()
        }
        let (report, file) = try rebuild(.dispatch, of: installation)
        #expect(report.disagreements.isEmpty, "\(report.disagreements)")
        #expect(try TableComparison(file, "\(installation.path)/dispatch.db").differences() == [])
        let queue = try DatabaseQueue(path: file, configuration: .withRowChecksums())
        let causes = try await queue.read { db in
            try String.fetchAll(db, sql: "SELECT cause FROM audit WHERE note = 'ada: Stock stands still' ORDER BY order_id")
        }
        #expect(causes == ["resumeSaga", "compensateSaga", "closeSaga"])
        #expect(try await queue.read { db in try Int.fetchOne(db, sql: "SELECT sum(resumptions) FROM sagas") } == 1)
        #expect(try await queue.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM interventions") } == 3)
    }

    @Test func `an installation with all three made again holds every invariant`() async throws {
        let installation = try await TestInstallation()
        for service in Self.services {
            let files = RebuiltFile("\(installation.path)/\(service).db")
            for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: files.old + suffix) }
            try files.check(mayReplace: false, mustBeThere: false)
            _ = try ServiceRebuild(installation: Installation(path: installation.path), service: service).write(files.new)
            try files.putInPlace()
        }
        let report = try installation.verify()
        #expect(report.violations.isEmpty, "\(report.violations)")
    }

    @Test(arguments: [
        ("stock", "UPDATE stock_levels SET on_hand = on_hand - 1, reserved = reserved + 1", "stock_levels"),
        ("shipping", "UPDATE shipments SET state = 'booked' WHERE state = 'dispatched'", "shipments"),
        ("dispatch", "DELETE FROM audit WHERE sequence = 2", "audit"),
        ("stock", "DELETE FROM inbox WHERE message_id IN (SELECT message_id FROM inbox LIMIT 1)", "inbox"),
    ])
    func `a row that differs is named`(service: String, change: String, table: String) async throws {
        let installation = try await TestInstallation()
        let (_, file) = try rebuild(try #require(ServiceName(rawValue: service)), of: installation)
        try installation.change(service, change)
        let differences = try TableComparison(file, "\(installation.path)/\(service).db").differences()
        #expect(differences.map(\.table) == [table] && !differences[0].examples.isEmpty)
    }

    @Test func `where the log and the decision differ the log wins, and it is reported`() async throws {
        let installation = try await TestInstallation()
        // The log now has one mug where thirty came: by itself Stock would find shortages.
        try installation.change(
            "bus",
            "UPDATE messages SET data = replace(data, '\"quantity\":30', '\"quantity\":3'), checksum = 0 WHERE type = 'StockReceived'"
        )
        let (report, file) = try rebuild(.stock, of: installation)
        #expect(!report.disagreements.isEmpty)
        #expect(report.disagreements.allSatisfy { $0.subject.hasPrefix("Order-") })
        #expect(
            try await DatabaseQueue(path: file, configuration: .withRowChecksums()).read { db in
                try Int.fetchOne(db, sql: "SELECT count(*) FROM outbox")
            } == 0)
    }

    @Test func `what was on its way to the bus when the service was lost is sent when it starts again`() async throws {
        let installation = try await TestInstallation()
        // The orchestrator asked for two things at once, and only the first came to the bus.
        let cut: Int64 = try #require(
            try installation.value(
                "bus",
                "SELECT position FROM messages WHERE source = '/dispatch' AND type = 'ReleaseStock' ORDER BY position LIMIT 1"))
        let file = "\(installation.path)/dispatch.again"
        var rebuild = ServiceRebuild(installation: Installation(path: installation.path), service: .dispatch)
        rebuild.end = cut - 1
        let report = try rebuild.write(file)
        #expect(report.unpublished == 1 && report.disagreements.isEmpty)
        let types = try await DatabaseQueue(path: file, configuration: .withRowChecksums()).read { db in
            try String.fetchAll(db, sql: "SELECT type FROM outbox")
        }
        #expect(types == ["ReleaseStock"])
    }

    @Test(arguments: ServiceName.allCases)
    func `without the beginning of the log it is refused`(service: ServiceName) async throws {
        let installation = try await TestInstallation()
        let bus = try SQLiteEventBus(directory: installation.path)
        try bus.compact(upTo: 5)
        bus.close()
        #expect(throws: ToolFailure.self) { try rebuild(service, of: installation) }
    }

    @Test func `a database that is there stays unless it may be replaced, and is kept`() async throws {
        let installation = try await TestInstallation()
        let files = RebuiltFile("\(installation.path)/stock.db")
        #expect(throws: ToolFailure.self) { try files.check(mayReplace: false, mustBeThere: false) }
        try files.check(mayReplace: true, mustBeThere: false)
        _ = try ServiceRebuild(installation: Installation(path: installation.path), service: .stock).write(files.new)
        try files.putInPlace()
        #expect(FileManager.default.fileExists(atPath: files.old + ".replaced"))
        #expect(!FileManager.default.fileExists(atPath: files.new))
    }
}
