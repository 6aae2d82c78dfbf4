import Contracts
import Decisions
import DocketCommandLine
import DocketCompare
import DocketInstallation
import DocketLoad

/// Measures the four real processes: how fast orders flow through them, how long one takes, and what it costs.
///
/// Every data directory is new, every commit synchronous, logs at `warning`. The load generator runs on the same processors.
/// `docket verify` looks at each directory at its end: a figure of a wrong result is none.
struct FlowBench: Sendable {
    let plan: FlowPlan
    let binaries: Binaries
    let session: BenchSession
    var stop: StopFlag { session.stop }
    /// Progress, for the person who waits.
    let report: @Sendable (String) -> Void

    init(plan: FlowPlan, _ session: BenchSession) throws {
        self.plan = plan
        binaries = try .besideThisProgram()
        self.session = session
        report = session.report
    }

    static let modes: [CoordinationMode] = [.choreography, .orchestration]

    /// Measures the chosen parts; ``BenchFlowCommand`` says what each figure means.
    ///
    /// - Throws: ``ToolFailure`` when it was stopped, when orders did not come to their end, or when verify finds a violation.
    func figures() async throws -> [Figure] {
        var samples = FlowSamples()
        if plan.has(.drain) || plan.has(.steady) { try await work(&samples) }
        if plan.has(.http) { try await http(&samples) }
        if plan.has(.growth) { try await growth(&samples) }
        if plan.has(.idle) { try await idle(&samples) }
        if plan.has(.million) { try await million(&samples) }
        return samples.figures
    }

    /// Backlogs, and on the same directory the steady rate, both modes in turn: what the machine does meanwhile meets both alike.
    private func work(_ samples: inout FlowSamples) async throws {
        let backlog = Measurement(orders: try plan.made(plan.orders), rate: Double(plan.rate), report: report)
        for run in 1...(plan.has(.drain) ? plan.runs : plan.fewRuns) {
            report("run \(run)")
            for mode in Self.modes {
                let isSteady = plan.has(.steady) && run <= plan.fewRuns
                let baselines = try await baselines(mode, isSteady: isSteady)
                let taken = try await withRig(mode) { rig in
                    var taken = FlowSamples()
                    if plan.has(.drain) {
                        let perSecond = try await backlog.backlog(rig).perSecond
                        taken.add("flow.drain.\(mode)", "orders/s", perSecond, baseline: baselines.drain)
                    }
                    if isSteady {
                        try await steady(
                            rig, name: "flow.steady\(plan.rate).\(mode)", withCosts: true, baselines: baselines.steady, &taken)
                        await memory(rig, &taken)
                    }
                    return taken
                }
                samples.add(taken)
            }
        }
    }

    /// The same done by plain programs, just before.
    private func baselines(_ mode: CoordinationMode, isSteady: Bool) async throws -> (drain: Double?, steady: [Double]?) {
        report("\(mode): the same by plain programs")
        let plain = PlainFlow(session: session, mode: mode)
        return (
            plan.has(.drain) ? try await plain.drain(plan.orders) : nil,
            isSteady ? try await plain.steady(rate: plan.rate, seconds: plan.seconds) : nil
        )
    }

    private func memory(_ rig: Rig, _ samples: inout FlowSamples) async {
        let usage = await rig.usage()
        for service in ServiceName.allCases {
            if let peak = usage[service]?.peakMemory { samples.add("memory.peak.\(service)", "MB", Double(peak) / 1e6) }
        }
    }

    /// Orders a second of a choreographed backlog on a fresh data directory.
    func drain(_ orders: Int) async throws -> Double {
        let measurement = Measurement(orders: try plan.made(orders), rate: Double(plan.rate), report: report)
        return try await withRig(.choreography) { rig in try await measurement.backlog(rig).perSecond }
    }

    /// A rig whose result counts only if `docket verify` finds nothing wrong with what was done.
    func withRig<Result: Sendable>(_ mode: CoordinationMode, _ body: (Rig) async throws -> Result) async throws -> Result {
        try await Rig.with(mode, binaries: binaries, stop: stop) { rig in
            let result = try await body(rig)
            try await verify(rig)
            return result
        }
    }

    func verify(_ rig: Rig) async throws {
        let violations = try await rig.violations()
        guard violations.isEmpty else {
            throw ToolFailure(.failed, "docket verify: " + violations.prefix(5).joined(separator: "; "))
        }
    }
}
