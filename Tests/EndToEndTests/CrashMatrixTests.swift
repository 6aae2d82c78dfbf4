import Contracts
import Decisions
@testable import DocketChaos
@testable import DocketClient
@testable import DocketCompare
@testable import DocketInstallation
@testable import DocketLoad
@testable import DocketSupervisor
import EventBus
import Foundation
import Messaging
import ServiceKit
import SQLiteEventBus
import Testing

extension EndToEnd {
    /// Real processes that die at a named point of their work.
    struct CrashMatrixTests {
        @Test(arguments: CoordinationMode.allCases)
        func `each process dies at each boundary of its step, comes back, and every order comes to its end`(
            mode: CoordinationMode
        ) async throws {
            let matrix = CrashMatrix(binaries: Program.binaries, stop: StopFlag(), seed: 1) { _ in }

            let cells = try await matrix.run(mode)

            #expect(Set(cells.map(\.process)) == Set(ServiceName.allCases))
            #expect(Set(cells.map(\.boundary)) == Set(StepBoundary.allCases))
            #expect(cells.count { $0.notApplicable == nil } == (mode == .orchestration ? 20 : 16))
            for cell in cells {
                #expect(cell.isGood, "\(cell)")
                #expect(cell.notApplicable != nil || cell.orders >= CrashMatrix.wave)
            }
        }

        /// At `beforeCommit` the call has done nothing, at `beforeRelay` everything; the caller cannot tell the two apart.
        @Test(arguments: [StepBoundary.beforeCommit, .beforeRelay])
        func `a client that got no answer repeats its call, and gets one order and one payment`(boundary: StepBoundary)
            async throws
        {
            var policy = SupervisionPolicy()
            policy.firstPause = .milliseconds(10)
            try await Rig.with(.orchestration, binaries: Program.binaries, stop: StopFlag(), policy: policy) { rig in
                var orders = OrderGenerator(count: 1, seed: 1)
                let order = try #require(try orders.nextOrder())
                try await rig.receive(ListSource([order]).skus)
                let keys = OrderKeys(order, mode: nil, batch: "one")
                let retry = Retry(stop: StopFlag())

                try await arm(boundary, rig)
                await #expect(throws: APIError.self) { try await rig.api.orders.create(order.order, labels: keys.creation) }
                let created = try await retry({ () async throws(APIError) in
                    try await rig.api.orders.create(order.order, labels: keys.creation)
                })

                try await arm(boundary, rig)
                await #expect(throws: APIError.self) { try await rig.api.orders.pay(created.orderId, labels: keys.payment) }
                let paid = try await retry({ () async throws(APIError) in
                    try await rig.api.orders.pay(created.orderId, labels: keys.payment)
                })

                #expect(paid.orderId == created.orderId && paid.paid != nil)
                try await rig.untilClosed()
                #expect(try await rig.violations() == [])
                let summary = try await rig.api.orders.orderSummary()
                #expect(summary["orchestration"]?["completed"] == 1)
                #expect(summary.values.flatMap(\.values).reduce(0, +) == 1)
                let types = try rig.types()
                #expect(types.count { $0 == "OrderCreated" } == 1)
                #expect(types.count { $0 == "OrderPaid" } == 1)
            }
        }

        private func arm(_ boundary: StepBoundary, _ rig: Rig) async throws {
            await rig.supervisor.stop(.orders)
            try await rig.supervisor.start(.orders, once: ["DOCKET_CRASH_AT": boundary.rawValue])
        }

        @Test func `a crash point that there is none of ends the service with 64 and names the variable`() async throws {
            let home = try TemporaryDirectory()
            let result = try await Program.run(
                "stock", "--data-dir", home.path(of: "data"), environment: ["DOCKET_CRASH_AT": "somewhere"])
            #expect(result.end == .exited(64))
            #expect(result.error.contains("DOCKET_CRASH_AT") && result.error.contains("beforeCommit"))
        }
    }
}

extension Rig {
    /// The types of all messages on the bus.
    fileprivate func types() throws -> [String] {
        let bus = try installation.openBus()
        defer { bus.close() }
        return try bus.read(after: 0, types: nil, limit: 1000).messages.map(\.envelope.type)
    }
}
