import Contracts
import Decisions
import DocketClient
import DocketCommandLine
import DocketInstallation
import DocketLoad
import DocketSupervisor
import Foundation

/// Measures notification and state transfer in both modes, each on four real processes and a fresh data directory.
struct PatternComparer: Sendable {
    let orders: [LoadOrder]
    let rate: Double
    let binaries: Binaries
    let stop: StopFlag
    let report: @Sendable (String) -> Void

    /// Seconds that Orders stays away.
    static let outage = 3.0
    /// Orders that are paid before it goes.
    static let paidBeforeOutage = 100
    /// Seconds of steady load.
    private static let steadyTime = 10.0

    func run() async throws -> [PatternFigures] {
        var figures: [PatternFigures] = []
        for mode in [CoordinationMode.choreography, .orchestration] {
            for style in PayloadStyle.allCases {
                figures.append(
                    try await Rig.with(mode, payloadStyle: style, binaries: binaries, stop: stop) { try await measure(style, $0) }
                )
            }
        }
        return figures
    }

    private func measure(_ style: PayloadStyle, _ rig: Rig) async throws -> PatternFigures {
        try await rig.receive(ListSource(orders).skus)
        // What is done for the first time takes longer: connections, statements, pages.
        let begin = try rig.position()
        try await settled(rig, try await rig.send(some(50, "warm"), rate: rate, batch: "warm"), after: begin)
        report("\(rig.mode), \(style.rawValue): \(Int(rate)) orders a second")
        let (start, before) = (try rig.position(), try await backCalls(rig))
        let paid = try await rig.send(some(max(1, Int(rate * Self.steadyTime)), "steady"), rate: rate, batch: "steady")
        try await settled(rig, paid, after: start)
        let (log, after) = (try rig.read(after: start), try await backCalls(rig))
        let (wentOn, catchUp) = try await withoutOrders(style, rig)
        return PatternFigures(
            payloadStyle: style, mode: rig.mode, messagesPerOrder: Double(log.messages) / Double(paid),
            bytesPerOrder: Double(log.bytes) / Double(paid),
            backCallsPerOrder: Double(after.calls - before.calls) / Double(paid),
            backCallBytesPerOrder: Double(after.bytes - before.bytes) / Double(paid),
            paidToReady: Percentiles(log.paidToReady), wentOnWithoutOrders: wentOn, catchUp: catchUp,
            violations: try await rig.violations())
    }

    private func settled(_ rig: Rig, _ count: Int, after position: Int64) async throws {
        try await rig.untilDecided(count, after: position)
        try await rig.untilClosed()
    }

    /// Orders are paid, Orders goes away, and only then do the others get to work.
    private func withoutOrders(_ style: PayloadStyle, _ rig: Rig) async throws -> (wentOn: Int, catchUp: Double) {
        report("\(rig.mode), \(style.rawValue): Orders is away for \(Int(Self.outage)) seconds")
        let others = ServiceName.allCases.filter { $0 != .orders }
        for service in others { await rig.supervisor.stop(service) }
        let start = try rig.position()
        let paid = try await rig.send(some(Self.paidBeforeOutage, "outage"), rate: nil, batch: "outage")
        await rig.supervisor.holdDown(.orders)
        for service in others { try await rig.supervisor.start(service) }
        try await Task.sleep(for: .seconds(Self.outage))
        let wentOn = try rig.count(.shipmentBooked, after: start)
        let back = Date()
        try await rig.supervisor.start(.orders)
        try await settled(rig, paid, after: start)
        return (wentOn, try rig.read(after: start).catchUp(from: back))
    }

    /// From the services' own metrics: calls back to Orders, and what was answered.
    private func backCalls(_ rig: Rig) async throws -> (calls: Int, bytes: Int) {
        var sum = (calls: 0, bytes: 0)
        for service in ServiceName.allCases {
            let metrics = try await rig.api.client(of: service).metrics()
            sum.calls += metrics["docket_back_calls_total"] ?? 0
            sum.bytes += metrics["docket_back_call_bytes_total"] ?? 0
        }
        return sum
    }

    /// So many orders, from the beginning of the list again if it is too short.
    private func some(_ count: Int, _ name: String) -> [LoadOrder] {
        (0..<count).map { index in
            var order = orders[index % orders.count]
            order.number += "/\(name)-\(index)"
            return order
        }
    }
}
