import Contracts
import Decisions
import DocketClient
@testable import DocketCompare
@testable import DocketInstallation
@testable import DocketLoad
import DocketSupervisor
import EventBus
import Foundation
import SQLiteEventBus
import Testing

extension EndToEnd {
    /// Notification and state transfer, with real processes and real calls back.
    struct PayloadStyleTests {
        private static let each = 10

        @Test(arguments: CoordinationMode.allCases)
        func `with Orders killed transfers go on and notifications wait, and all are completed when it is back`(
            mode: CoordinationMode
        )
            async throws
        {
            try await Rig.with(mode, binaries: Program.binaries, stop: StopFlag()) { rig in
                let start = try rig.position()
                let others: [ServiceName] = [.stock, .shipping, .dispatch]
                var source = OrderGenerator(count: 2 * Self.each, seed: 3)
                try await rig.receive(source.skus)
                for service in others { await rig.supervisor.stop(service) }
                try await rig.send(try orders(from: &source, .notification), rate: nil, batch: "notifications")
                try await rig.send(try orders(from: &source, .stateTransfer), rate: nil, batch: "transfers")
                await rig.supervisor.holdDown(.orders)
                for service in others { try await rig.supervisor.start(service) }

                try await eventually("the orders with state transfer have a carrier") {
                    try rig.count(.shipmentBooked, after: start) >= Self.each
                }
                #expect(try subjects(.stockReserved, rig).isDisjoint(with: subjects(.orderPaidNotification, rig)))
                let callers: [ServiceName] = mode == .choreography ? [.stock, .shipping] : [.dispatch]
                for service in callers {
                    try await eventually("\(service) has given up calling for now") {
                        let metrics = try await rig.api.client(of: service).metrics()
                        return metrics["docket_back_call_circuit_state"] == 2
                            && metrics["docket_retry_queue_messages"] == Self.each
                    }
                }

                try await rig.supervisor.start(.orders)
                try await rig.untilDecided(2 * Self.each, after: start)
                try await rig.untilClosed()
                #expect(try rig.count(.orderCompleted, after: start) == 2 * Self.each)
                #expect(try await rig.violations() == [])
                for service in callers {
                    let metrics = try await rig.api.client(of: service).metrics()
                    #expect(metrics["docket_dead_letters"] == 0 && metrics["docket_back_call_circuit_state"] == 0)
                    #expect(metrics["docket_back_calls_total"] ?? 0 > Self.each)
                }
            }
        }

        private func orders(from source: inout OrderGenerator, _ style: PayloadStyle) throws -> [LoadOrder] {
            try (0..<Self.each).compactMap { _ in
                var order = try source.nextOrder()
                order?.order.payloadStyle = style
                return order
            }
        }

        private func subjects(_ type: MessageType, _ rig: Rig) throws -> Set<String> {
            let bus = try rig.installation.openBus()
            defer { bus.close() }
            return Set(try bus.read(after: 0, types: [type.rawValue], limit: 1_000).messages.map(\.envelope.subject))
        }
    }
}
