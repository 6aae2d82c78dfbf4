import Contracts
import DeterministicSimulation
import DispatchOrchestratorService
@testable import DocketRebuild
@testable import DocketSimulate
import DurableSQLite
import EventBus
import Foundation
import GRDB
import Messaging
import OrdersService
import ServiceKit
import ShippingService
import StockService
import Testing

/// What a service has become through crashes, duplicates, silences and cancellations is made again from the log alone.
struct RebuildAfterDisasterTests {
    private static let builds: [@Sendable (ServiceConfiguration) -> ServiceBlueprint] = [
        buildStock, buildShipping, buildDispatchOrchestrator,
    ]

    @Test func `after a seed full of faults each service is made again as it was`() throws {
        // A real relay keeps the order of publication. Where a fault holds a message back, the log does not have that order.
        var options = SeedRunner.Options()
        options.faults.subtract([.delay, .slowCarrier, .reorder])
        options.comparesModes = false
        let runner = try SeedRunner(options)
        var compared = 0
        for seed in 1...120 as ClosedRange<UInt64> {
            let outcome = runner.run(seed)
            try #require(outcome.findings.isEmpty)
            for build in Self.builds {
                let blueprint = build(ServiceConfiguration(service: "again", dataDirectory: "/nowhere"))
                let differences = try compare(blueprint, runner.world)
                guard let differences else { continue }
                compared += 1
                #expect(differences.isEmpty, "seed \(seed), \(blueprint.handler.service): \(differences)")
            }
        }
        #expect(compared > 150)
        print("\(compared) services made again and compared")
    }

    @Test func `at random moments each service is made again as it was`() throws {
        var options = SeedRunner.Options()
        options.faults.subtract([.delay, .slowCarrier, .reorder])
        options.comparesModes = false
        let runner = try SeedRunner(options)
        var compared = 0
        for seed in 201...400 as ClosedRange<UInt64> {
            try runner.run(seed, steps: 20 + Int(seed * 7919 % 300))
            for build in Self.builds {
                let blueprint = build(ServiceConfiguration(service: "again", dataDirectory: "/nowhere"))
                let service = runner.world[blueprint.handler.service]
                // What is decided and not on the log yet was lost with the file, and is decided again.
                let isOut = try service.database.read { db in
                    try ["outbox", "retry_queue"].allSatisfy { try Int.fetchOne(db, sql: "SELECT count(*) FROM \($0)") == 0 }
                }
                guard isOut, let differences = try compare(blueprint, runner.world) else { continue }
                compared += 1
                #expect(differences.isEmpty, "seed \(seed), \(blueprint.handler.service): \(differences)")
            }
        }
        #expect(compared > 150)
        print("\(compared) services made again and compared at random moments")
    }

    /// `nil` if the log cannot have all: a message that was given up, or mended by hand, leaves no trace there.
    private func compare(_ blueprint: ServiceBlueprint, _ world: SimulatedWorld) throws -> [TableDifference]? {
        let service = world[blueprint.handler.service]
        let letters = try service.database.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM dead_letters") }
        guard letters == 0, let handler = blueprint.handler as? any RebuildableHandler else { return nil }
        let again = try DatabaseQueue(configuration: .withRowChecksums())
        try blueprint.migrate(again)
        let log = try world.bus.read(after: 0, matching: nil, limit: .max).messages
        let orders = world["orders"].database.writer
        let types = Rebuilder.types(of: handler)
        let report = try again.write { db in
            let rebuilder = Rebuilder(
                handler, into: db,
                sources: Rebuilder.Sources(
                    place: { id in log.first { $0.envelope.id == id }?.position },
                    details: { notice in
                        guard let notification = notice as? OrderPaidNotification else { return notice }
                        return try orders.unsafeRead { db in
                            try PaymentDetails.of(notification.orderId, version: notification.version, in: db)
                        }
                    }))
            for message in log { try rebuilder.take(LoggedMessage(message, types: types)) }
            let end = log.last?.position ?? 0
            // Its process may have died just now; its file knows.
            let position = try service.database.read { db in try ConsumerProgress.position(of: service.name, in: db) }
            try rebuilder.finish(acknowledged: position, end: end, log: world.bus.identity())
            return rebuilder.report
        }
        let found = try differences(again, service.database.writer)
        // Where nothing changes places nothing is left to guess.
        #expect(report.disagreements.isEmpty, "\(report.disagreements)")
        return found
    }

    private func differences(_ new: DatabaseQueue, _ old: any DatabaseWriter) throws -> [TableDifference] {
        let directory = FileManager.default.temporaryDirectory.appending(path: "rebuilt-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let databases: [(String, any DatabaseWriter)] = [("new", new), ("old", old)]
        let paths = try databases.map { name, database in
            let path = directory.appending(path: name).path(percentEncoded: false)
            let copy = try DatabaseQueue(path: path, configuration: .withRowChecksums())
            try database.backup(to: copy)
            try copy.close()
            return path
        }
        return try TableComparison(paths[0], paths[1]).differences()
    }
}
