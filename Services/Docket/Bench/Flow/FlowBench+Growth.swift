import Contracts
import Decisions
import DocketCompare
import DocketLoad

extension FlowBench {
    /// Whether an order costs more where there are more orders. A ratio of 1 says that it does not.
    func growth(_ samples: inout FlowSamples) async throws {
        for run in 1...plan.fewRuns {
            report("growth, run \(run)")
            let few = try await drain(plan.orders)
            samples.add("flow.growth.ratio", "ratio", try await drain(plan.orders * 5) / few)
            samples.add("flow.growth.http.ratio", "ratio", try await growthOverHTTP())
        }
    }

    /// The same processes, first with few orders behind them, then with four times `plan.orders`.
    private func growthOverHTTP() async throws -> Double {
        try await withRig(.choreography) { rig in
            try await rig.receive(OrderGenerator(count: 1, seed: plan.seed).skus)
            _ = try await throughput(rig, [.choreography], orders: max(1, plan.orders / 10), batch: "warm-up")
            let first = try await throughput(rig, [.choreography], orders: plan.orders, batch: "first")
            _ = try await throughput(rig, [.choreography], orders: plan.orders * 3, batch: "between")
            return try await throughput(rig, [.choreography], orders: plan.orders, batch: "last") / first
        }
    }
}
