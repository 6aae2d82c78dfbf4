import Contracts
import Decisions
import DocketCommandLine
import DocketCompare
import DocketInstallation
import DocketLoad

extension FlowBench {
    /// What the four processes use together while there is nothing to do, after they had something to do.
    func idle(_ samples: inout FlowSamples) async throws {
        let measured = try await withRig(.choreography) { rig in
            try await rig.receive(OrderGenerator(count: 1, seed: plan.seed).skus)
            _ = try await throughput(rig, Self.modes, orders: max(2, plan.orders / 10), batch: "idle")
            try await pause(2, rig)
            var measured: [Double] = []
            for _ in 1...plan.fewRuns {
                report("silence for \(plan.seconds) s")
                let (usage, start) = (await rig.usage(), ContinuousClock.now)
                try await pause(plan.seconds, rig)
                let used = await rig.usage().cpuSeconds(since: usage)
                guard used.count == ServiceName.allCases.count else { return measured }
                let seconds = (ContinuousClock.now - start).seconds
                measured.append(used.reduce(0) { $0 + $1.seconds } / seconds * 100)
            }
            return measured
        }
        for percent in measured { samples.add("idle.cpu", "%", percent) }
    }

    private func pause(_ seconds: Int, _ rig: Rig) async throws {
        await stop.sleep(until: .now + .seconds(seconds))
        try rig.checkStop()
    }
}
