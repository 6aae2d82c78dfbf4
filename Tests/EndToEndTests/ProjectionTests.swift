import Contracts
@testable import DocketClient
@testable import DocketInstallation
@testable import DocketSupervisor
import EventSourcing
import Foundation
import GRDB
import NIOHTTP1
import ServiceKit
import Subprocess
import Testing

extension EndToEnd {
    /// Read models beside running services: filled, questioned, made again, and killed while they are.
    struct ProjectionTests {
        private struct Sales: Decodable {
            struct Line: Decodable {
                var amount: Money
                var refundedAmount: Money
            }
            var sales: [Line]
        }
        private struct Orders: Decodable {
            struct Order: Decodable {
                var orderId: Int
                var total: Money
            }
            var orders: [Order]
            var next: String?
        }

        @Test func `projections agree with the ledger, are made again while they are read, and outlive a kill`() async throws {
            try await withDocketUp { docket in
                let load = try await Program.run(
                    "docket", "load", "--data-dir", docket.dataDirectory, "--count", "40", "--receive", "2000", "--mode", "both")
                #expect(load.end == .exited(0), "\(load.error)")
                _ = try await docket.untilDrained()
                let before = try await sold(docket)
                #expect(try before == ledger(docket) && before > 0)

                // Pages by amount are in order, and none is skipped or shown twice.
                var (seen, after): ([Orders.Order], String?) = ([], "0")
                while let cursor = after {
                    let page = try await docket.api.orders.get("/orders?sort=-total&limit=7&after=\(cursor)", as: Orders.self)
                    seen += page.orders
                    after = page.next
                }
                #expect(Set(seen.map(\.orderId)).count == 80 && seen.count == 80)
                #expect(seen.map(\.total.amount) == seen.map(\.total.amount).sorted(by: >))

                let rebuild = try await Program.run(
                    "docket", "projections", "rebuild", "sales", "--data-dir", docket.dataDirectory)
                #expect(rebuild.end == .exited(0) && rebuild.output.contains("sales is made again"), "\(rebuild.error)")
                #expect(try await sold(docket) == before)

                // Killed at once after a rebuild has begun.
                #expect(try await docket.api.orders.rebuildProjection("sales") == nil)
                let running = try #require(docket.installation.running(.orders))
                kill(running.pid, SIGKILL)
                try await eventually("all projections have caught up") {
                    let status = try? await docket.api.orders.projections()
                    return status?.allSatisfy { $0.lag == 0 && $0.rebuiltTo == nil && $0.failure == nil } == true
                }
                #expect(try await sold(docket) == before)
                let metrics = try await docket.api.orders.send(.GET, "/metrics", body: nil, labels: RequestLabels())
                #expect(String(decoding: metrics, as: UTF8.self).contains(#"docket_projection_lag_events{projection="sales"} 0"#))

                let unknown = try await Program.run(
                    "docket", "projections", "rebuild", "nothing", "--data-dir", docket.dataDirectory)
                #expect(unknown.end == .exited(64) && unknown.error.contains("order-list, sales, audit"), "\(unknown.error)")
            }
        }

        private func sold(_ docket: DocketUp) async throws -> Int {
            try await docket.api.orders.get("/sales?limit=1000", as: Sales.self).sales
                .reduce(0) { $0 + $1.amount.amount - $1.refundedAmount.amount }
        }

        private func ledger(_ docket: DocketUp) throws -> Int {
            let queue = try DatabaseQueue(path: "\(docket.dataDirectory)/orders.db")
            return try queue.read { db in
                try Int.fetchOne(db, sql: "SELECT sum(iif(kind = 'payment', amount, -amount)) FROM ledger") ?? 0
            }
        }
    }
}
