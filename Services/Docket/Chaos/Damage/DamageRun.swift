import Contracts
import Decisions
import DocketCommandLine
import DocketCompare
import DocketInstallation
import DocketLoad
import DocketSupervisor
import Foundation

/// Damages copies of a data directory, one bit or one cell at a time, and lets the real programs work with them: `docket verify`, and the
/// service whose file it is.
struct DamageRun: Sendable {
    /// Orders in each mode.
    private static let orders = 20

    let plan: DamagePlan
    let binaries: Binaries
    let stop: StopFlag
    /// Called with each line of the report when it is done, and with the count of what was tried.
    let onLine: @Sendable (DamageReport.Line) -> Void
    let onTrial: @Sendable (_ done: Int, _ of: Int) -> Void

    func run() async throws -> DamageReport {
        let directory = FileManager.default.temporaryDirectory.appending(path: "docket-damage-\(UUID().uuidString)")
        // Nothing depends on it any more; what cannot be removed is in the temporary directory.
        defer { try? FileManager.default.removeItem(at: directory) }
        let path = directory.path(percentEncoded: false)
        let sites = try await makeSites(in: path)
        // No rule of a table is about the log of what was not moved into the file yet: its values are those of the file.
        let damages = try sites.map { site in
            (site, try plan.flips(of: site.files()) + (site.name == "stopped" ? site.cells() : []))
        }
        let total = damages.reduce(0) { $0 + $1.1.count }
        var report = DamageReport()
        var done = 0
        for (site, damages) in damages {
            let bench = try await DamageBench(site, path: "\(path)/copy", binaries)
            for damage in damages {
                guard !stop.isSet else {
                    report.interrupted = true
                    return report
                }
                done += 1
                onTrial(done, total)
                guard let trial = try await bench.attempt(damage) else { continue }
                if let last = report.lines.last, last.what != trial.what { onLine(last) }
                report.add(trial)
            }
        }
        if let last = report.lines.last { onLine(last) }
        return report
    }

    /// The same orders twice: once after all services ended in good order, and once after they were killed, with write-ahead logs.
    private func makeSites(in path: String) async throws -> [DamageSite] {
        try await Rig.with(.choreography, binaries: binaries, stop: stop) { rig in
            var generator = OrderGenerator(count: Self.orders, seed: plan.seed)
            try await rig.receive(generator.skus)
            var orders: [LoadOrder] = []
            while let order = try generator.nextOrder() { orders.append(order) }
            try await rig.send(orders, as: CoordinationMode.allCases, rate: nil, batch: "damage", concurrency: 8)
            try await rig.untilClosed()
            // Waits until nothing is left to be handled.
            guard try await rig.violations().isEmpty else {
                throw ToolFailure(.failed, "undamaged files do not hold every invariant")
            }
            for service in ServiceName.allCases { await rig.supervisor.holdDown(service) }
            let killed = try DamageSite(name: "killed", installation: rig.installation).copy(to: "\(path)/killed")
            for service in ServiceName.allCases { try await rig.supervisor.start(service) }
            await rig.supervisor.stop()
            return [try DamageSite(name: "stopped", installation: rig.installation).copy(to: "\(path)/stopped"), killed]
        }
    }
}
