import Contracts
import Decisions
import DocketCommandLine

/// Says in a few sentences what the figures of this run support, and nothing more.
enum Conclusions {
    static func of(_ figures: [ModeFigures]) -> [String] {
        guard let choreography = figures.first(where: { $0.mode == .choreography }),
            let orchestration = figures.first(where: { $0.mode == .orchestration })
        else { return [] }
        return [
            speed(choreography, orchestration), latency(choreography, orchestration), knowledge(choreography, orchestration),
            outage(choreography, orchestration), verdict(choreography, orchestration),
        ]
    }

    private static func speed(_ choreography: ModeFigures, _ orchestration: ModeFigures) -> String {
        let ratio = choreography.backlog.median / orchestration.backlog.median
        let messages = orchestration.messagesPerOrder / choreography.messagesPerOrder
        let overlap =
            choreography.backlog.min <= orchestration.backlog.max && orchestration.backlog.min <= choreography.backlog.max
        let compared =
            overlap
            ? "the runs overlap, so neither is faster"
            : "choreography works a backlog off \(times(ratio)) as fast as orchestration"
        return "Throughput: \(compared); orchestration sends \(times(messages)) as many messages for the same order."
    }

    private static func latency(_ choreography: ModeFigures, _ orchestration: ModeFigures) -> String {
        let (short, long) = (choreography.criticalPath.count - 1, orchestration.criticalPath.count - 1)
        let ratio = orchestration.paidToReady.p50 / max(choreography.paidToReady.p50, 0.001)
        return
            "Latency: \(short) hops against \(long) from paid to ready; orchestration takes \(times(ratio)) as long at the median."
    }

    private static func knowledge(_ choreography: ModeFigures, _ orchestration: ModeFigures) -> String {
        func most(_ figures: ModeFigures) -> (service: String, count: Int) {
            let counts = figures.mustKnow.map { (service: $0.key, count: $0.value.count) }
            return counts.max { ($0.count, $1.service) < ($1.count, $0.service) } ?? ("", 0)
        }
        let (c, o) = (most(choreography), most(orchestration))
        return
            "Coupling: in orchestration one program (\(o.service)) knows \(o.count) message types and holds the whole process; in "
            + "choreography no service takes more than \(c.count), and the process is nowhere in one place."
    }

    private static func outage(_ choreography: ModeFigures, _ orchestration: ModeFigures) -> String {
        let without = choreography.catchUp.orchestrator
        return "Outages: with the orchestrator away for two seconds, orchestrated orders wait and catch up in "
            + "\(seconds(orchestration.catchUp.orchestrator)); choreographed ones "
            + (without < 0.1 ? "do not notice." : "needed \(seconds(without)).")
            + " With Stock away both wait: \(seconds(choreography.catchUp.stock)) and \(seconds(orchestration.catchUp.stock))."
    }

    private static func verdict(_ choreography: ModeFigures, _ orchestration: ModeFigures) -> String {
        let messages = orchestration.messagesPerOrder / choreography.messagesPerOrder
        let isFaster = choreography.paidToReady.p50 < orchestration.paidToReady.p50
        return
            (isFaster
            ? "So: where latency decides, these figures speak for choreography. " : "So: latency does not decide here. ")
            + "Orchestration costs \(times(messages)) the messages and one more program that must be up; what it gives in return, the "
            + "process on one page and an audit trail of every order, is not in these figures."
    }

    private static func times(_ ratio: Double) -> String { "\((ratio * 10).rounded() / 10)x" }
    private static func seconds(_ value: Double) -> String { "\((value * 100).rounded() / 100) s" }
}
