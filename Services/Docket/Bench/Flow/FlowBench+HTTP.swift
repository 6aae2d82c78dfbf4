import Contracts
import Decisions
import DocketClient
import DocketCommandLine
import DocketCompare
import DocketLoad
import Foundation

extension FlowBench {
    /// The whole way over HTTP, as fast as it is answered: both modes mixed, half and half, and each alone.
    func http(_ samples: inout FlowSamples) async throws {
        for run in 1...plan.fewRuns {
            report("over HTTP, run \(run)")
            let baseline = try await callsAlone()
            samples.add("flow.http", "orders/s", try await http(Self.modes), baseline: baseline)
            for mode in Self.modes {
                samples.add("flow.http.\(mode)", "orders/s", try await http([mode]), baseline: baseline)
            }
        }
    }

    /// What the HTTP stack of both sides leaves: two calls that ask for nothing instead of each order, by as many clients.
    private func callsAlone() async throws -> Double {
        try await withRig(Self.modes[0]) { rig in
            try await call(rig, orders: max(1, plan.orders / 10))
            let start = ContinuousClock.now
            try await call(rig, orders: plan.orders)
            return Double(plan.orders) / (ContinuousClock.now - start).seconds
        }
    }

    private func call(_ rig: Rig, orders: Int) async throws {
        let clients = plan.concurrency
        try await withThrowingTaskGroup { group in
            for client in 0..<clients {
                group.addTask {
                    for _ in 0..<(2 * (orders / clients + (client < orders % clients ? 1 : 0))) {
                        try await rig.api.orders.checkLive()
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private func http(_ modes: [CoordinationMode]) async throws -> Double {
        try await withRig(modes[0]) { rig in
            let skus = OrderGenerator(count: 1, seed: plan.seed).skus
            try await rig.receive(skus)
            // Connections are open and code is warm when it counts.
            _ = try await throughput(rig, modes, orders: max(1, plan.orders / 10), batch: "warm-up")
            return try await throughput(rig, modes, orders: plan.orders, batch: "http")
        }
    }

    /// Orders through the time from the first request to the last order ready.
    func throughput(_ rig: Rig, _ modes: [CoordinationMode], orders: Int, batch: String) async throws -> Double {
        let list = try plan.made(max(1, orders / modes.count))
        let start = try rig.position()
        let first = Date()
        let paid = try await rig.send(list, as: modes, rate: nil, batch: batch, concurrency: plan.concurrency)
        try await rig.untilDecided(paid, after: start)
        try await rig.untilClosed()
        let log = try rig.read(after: start)
        guard let last = log.lastReady, log.ready.count == paid else {
            throw ToolFailure(.failed, "only \(log.ready.count) of \(paid) orders became ready")
        }
        return Double(paid) / last.timeIntervalSince(first)
    }
}
