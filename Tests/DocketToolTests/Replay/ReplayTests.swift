import Contracts
@testable import DocketInstallation
@testable import DocketRebuild
@testable import DocketVerify
import DurableSQLite
import EventBus
import Foundation
import GRDB
import Messaging
import OrdersService
import SQLiteEventBus
import Testing

/// An installation as it was: at every position of its log it holds every invariant.
struct ReplayTests {
    private func replay(_ installation: TestInstallation, to position: Position?, from: Position = 1) throws -> (
        InstallationReplay.Report, path: String
    ) {
        let path = "\(installation.path)/then-\(from)-\(position ?? 0)"
        var replay = InstallationReplay(
            source: Installation(path: installation.path), target: Installation(path: path), from: from)
        replay.to = position
        return (try replay.run(), path)
    }

    @Test func `at every position of the log the past holds every invariant`() async throws {
        let installation = try await TestInstallation()
        let last: Int64 = try #require(try installation.value("bus", "SELECT max(position) FROM messages"))
        for position in 1...last {
            let (report, path) = try replay(installation, to: position)
            #expect(report.messages == Int(position))
            let verification = try Verifier.verify(dataDirectory: path)
            #expect(verification.violations.isEmpty, "position \(position): \(verification.violations)")
            #expect(report.services.allSatisfy { $0.disagreements.isEmpty }, "position \(position)")
        }
    }

    @Test func `up to the end it is the installation itself`() async throws {
        let installation = try await TestInstallation()
        let (_, path) = try replay(installation, to: nil)
        for service in ServiceName.allCases {
            let differences = try TableComparison("\(path)/\(service).db", "\(installation.path)/\(service).db").differences()
            #expect(differences == [], "\(service)")
        }
    }

    @Test func `an order in the past is the order as it was`() async throws {
        let installation = try await TestInstallation()
        let paid: Int64 = try #require(
            try installation.value("bus", "SELECT position FROM messages WHERE id = 'Order-\(Sample.completed)/OrderPaid'"))
        let (_, path) = try replay(installation, to: paid)
        let order = try #require(OrderID(Sample.completed))
        let history = try await DatabaseQueue(path: "\(path)/orders.db", configuration: .withRowChecksums()).read { db in
            try OrderHistory.load(order, in: db)
        }
        #expect(history.events.last?.type == "OrderPaid")
        let listed = try await DatabaseQueue(path: "\(path)/orders.db", configuration: .withRowChecksums()).read { db in
            try String.fetchOne(db, sql: "SELECT state FROM order_list WHERE order_id = ?", arguments: [order.rawValue])
        }
        #expect(listed == "paid")
    }

    @Test func `a slice from the middle is messages alone`() async throws {
        let installation = try await TestInstallation()
        let (report, path) = try replay(installation, to: 9, from: 5)
        #expect(report.messages == 5 && report.events == nil && report.services.isEmpty)
        let bus = try SQLiteEventBus.openReadOnly(directory: path)
        defer { bus.close() }
        let ids = try bus.read(after: 0, matching: nil, limit: 10).messages.map(\.envelope.id)
        let source = try SQLiteEventBus.openReadOnly(directory: installation.path)
        defer { source.close() }
        #expect(try source.read(after: 4, matching: nil, limit: 5).messages.map(\.envelope.id) == ids)
    }

    @Test func `the position of a time is the last before anything later`() async throws {
        let installation = try await TestInstallation()
        try installation.change(
            "bus", "UPDATE messages SET time = position * 1000000, checksum = 0")
        let files = Installation(path: installation.path)
        #expect(try files.position(asOf: Date(timeIntervalSince1970: 3.5)) == 3)
        #expect(try files.position(asOf: Date(timeIntervalSince1970: 0)) == 0)
        let last: Int64? = try installation.value("bus", "SELECT max(position) FROM messages")
        #expect(try files.position(asOf: Date(timeIntervalSince1970: 1e9)) == last)
    }
}
