import Contracts
import Decisions
import DocketCommandLine
import DocketCompare
import DocketLoad
import DocketSupervisor
import EventBus

extension FlowBench {
    /// The speed with a million messages in the log, beside the speed with an empty one measured in turn; and how long a start takes.
    func million(_ samples: inout FlowSamples) async throws {
        // A ratio of two measurements has the errors of both: each is three times as long as elsewhere.
        let orders = plan.orders * 3
        let backlog = Measurement(orders: try plan.made(orders), rate: Double(plan.rate), report: report)
        let taken = try await Rig.with(.choreography, binaries: binaries, stop: stop) { rig in
            var taken = FlowSamples()
            let history = try await fill(rig)
            for run in 1...plan.fewRuns {
                taken.add("flow.million.start", "s", try await startSeconds(rig))
                let empty = try await drain(orders)
                let full = try await backlog.backlog(rig, batch: "million-\(run)").perSecond
                report("\(Int(full)) orders/s, with an empty log \(Int(empty))")
                taken.add("flow.million.ratio", "ratio", full / empty, baseline: 1)
                taken.add("flow.million.drain", "orders/s", full)
            }
            let http = try await throughput(rig, Self.modes, orders: plan.orders, batch: "million-http")
            taken.add("flow.million.http", "orders/s", http)
            try await steady(rig, name: "flow.million.steady\(plan.rate).choreography", withCosts: false, &taken)
            try await verifyWithout(history, rig)
            return taken
        }
        samples.add(taken)
    }

    /// Stops the services and starts them again: seconds until all are ready.
    private func startSeconds(_ rig: Rig) async throws -> Double {
        await rig.supervisor.stop()
        let start = ContinuousClock.now
        try await rig.supervisor.start()
        return (ContinuousClock.now - start).seconds
    }

    /// Plays some orders and fills the log with copies of their messages. Returns the position of the last copy.
    private func fill(_ rig: Rig) async throws -> Position {
        try await rig.receive(OrderGenerator(count: 1, seed: plan.seed).skus)
        _ = try await throughput(rig, Self.modes, orders: min(plan.orders, 200), batch: "history")
        try await verify(rig)
        await rig.supervisor.stop()
        report("filling the log with \(plan.logEvents.grouped) messages")
        let last = try LogHistory(rig.installation).fill(upTo: plan.logEvents, stop: stop)
        try rig.checkStop()
        return last
    }

    /// The copies belong to orders that no service has, so they leave the log before verify looks at what was really done.
    private func verifyWithout(_ history: Position, _ rig: Rig) async throws {
        report("removing the copies again, to verify the rest")
        try await untilRead(rig)
        await rig.supervisor.stop()
        try LogHistory(rig.installation).remove(upTo: history)
        try await verify(rig)
    }

    /// Waits until every consumer has read the whole log.
    private func untilRead(_ rig: Rig) async throws {
        let deadline = ContinuousClock.now + .seconds(30)
        while try rig.lag() > 0 {
            guard ContinuousClock.now < deadline else { throw ToolFailure(.failed, "a service does not read on") }
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}
