import Contracts
import Decisions
import DocketClient
import DocketCommandLine
import DocketCompare
import DocketInstallation
import DocketLoad
import DocketSupervisor
import Foundation

/// Load in both modes while processes are killed, stopped and continued; then everything is done, and verified.
struct ChaosRun: Sendable {
    let plan: ChaosPlan
    let binaries: Binaries
    /// Set by Ctrl-C: no new orders, no more faults, and then the same end as ever.
    let interrupt: StopFlag
    let report: @Sendable (String) -> Void

    func run() async throws -> ChaosReport {
        let witness = ProcessWitness()
        var policy = SupervisionPolicy()
        policy.longestPause = .seconds(1)
        policy.readyWithin = .seconds(60)
        // The rig's own flag is never set: who is under way comes to an end.
        return try await Rig.with(
            .orchestration, binaries: binaries, stop: StopFlag(), watcher: witness, policy: policy
        ) { rig in
            let load = ChaosLoad(rig, plan)
            try await load.receive()
            let retention = Task {
                guard plan.isSoak else { return }
                let rule = RetentionRule.messages(plan.retained)
                await LogRetention(installation: rig.installation, rule: rule, every: .seconds(2)).run {
                    report("retention: \($0)")
                }
            }
            defer { retention.cancel() }
            return try await fault(rig, load, witness)
        }
    }

    private func fault(_ rig: Rig, _ load: ChaosLoad, _ witness: ProcessWitness) async throws -> ChaosReport {
        let start = ContinuousClock.now
        let injector = FaultInjector(rig, report: report)
        let sampler = SoakSampler(rig, load, plan, report: report)
        async let loading: Void = load.run(until: interrupt)
        async let striking: Void = plan.isSoak ? () : injector.run(StrikeSequence(seed: plan.seed), until: interrupt)
        async let sampling: Void = plan.isSoak ? sampler.run(until: interrupt) : ()
        let clock = Task {
            // Only a cancelled task wakes early.
            try? await Task.sleep(for: .seconds(plan.seconds))
            guard !Task.isCancelled else { return }
            interrupt.set()
        }
        await sampling
        await striking
        let injected = ContinuousClock.now
        report("everybody is up again, what is under way comes to its end")
        try await loading
        clock.cancel()
        let loaded = ContinuousClock.now
        var violations = injector.counts.problems + load.tally.current.failed.map { "\($1) orders failed: \($0)" }
        violations += await end(rig)
        let summary = try await rig.api.orders.orderSummary()
        let (counts, deaths) = (injector.counts, witness.deaths.compactMap { $0.recovery?.seconds })
        let completed = summary.values.reduce(0) { $0 + $1["completed", default: 0] }
        let cancelled = summary.values.reduce(0) { $0 + $1["cancelled", default: 0] }
        return ChaosReport(
            seed: plan.seed, seconds: (injected - start).seconds.rounded(toPlaces: 1), kills: counts.kills, stops: counts.stops,
            stopsWithLock: counts.stopsWithLock, driven: load.tally.current.paid, ended: completed + cancelled,
            completed: completed, cancelled: cancelled, recovery: .init(deaths + counts.answeredAfter),
            drainSeconds: (ContinuousClock.now - loaded).seconds.rounded(toPlaces: 2), violations: violations,
            interrupted: (injected - start).seconds < Double(plan.seconds) - 1,
            soak: plan.isSoak ? SoakReport(sampler.samples) : nil)
    }

    /// All services up, all work done, verified. What is wrong is reported and not thrown: the report is wanted most when it is bad.
    private func end(_ rig: Rig) async -> [String] {
        do {
            for service in ServiceName.allCases { try await rig.supervisor.untilReady(service) }
            try await rig.untilClosed()
            return try await rig.violations()
        } catch {
            return ["\(error)"]
        }
    }
}
