import Contracts
@testable import DocketCommandLine
@testable import DocketOperations
import DurableSQLite
import GRDB
import OrdersService
import SystemPackage
import Testing

/// `docket order show`, word for word where words matter.
struct OrderTextTests {
    private func lines(_ order: Int, _ moment: OrderMoment?) async throws -> [String] {
        let installation = try await TestInstallation()
        let id = try #require(OrderID(order))
        let history = try await DatabaseQueue(path: "\(installation.path)/orders.db", configuration: .withRowChecksums()).read {
            db in
            try OrderHistory.load(id, at: moment, in: db)
        }
        return OrderText(
            history: history, terminal: Terminal(.standardOutput, environment: ["NO_COLOR": "1"]),
            personalData: PersonalDataView()
        ).lines
    }

    @Test func `a payment is shown as what it changed`() async throws {
        let lines = try await lines(Sample.completed, .version(2))
        #expect(lines.first == "Order 1  paid, choreography, version 2")
        #expect(lines.contains("  item        2 x MUG at 12.50 EUR"))
        #expect(lines.contains("  + paid                25.00 EUR"))
        #expect(lines.contains("  ~ state               created → paid"))
        #expect(!lines.contains { $0.contains("ready") })
    }

    @Test func `a cancelled order says why, and what went back`() async throws {
        let lines = try await lines(Sample.short, nil)
        #expect(lines.contains { $0.hasPrefix("  cancelled   because: ") })
        #expect(lines.contains { $0.hasPrefix("  + refunded") })
    }
}
