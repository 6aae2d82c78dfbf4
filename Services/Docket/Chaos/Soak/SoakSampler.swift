import DocketCommandLine
import DocketCompare
import DocketInstallation
import DocketLoad
import DocketSupervisor
import Foundation
import Synchronization

/// Looks at the processes and files at even intervals.
final class SoakSampler: Sendable {
    private let rig: Rig
    private let load: ChaosLoad
    private let plan: ChaosPlan
    private let report: @Sendable (String) -> Void
    private let taken = Mutex<[SoakSample]>([])

    /// How many there are, whatever the length of the soak.
    static let count = 20

    init(_ rig: Rig, _ load: ChaosLoad, _ plan: ChaosPlan, report: @escaping @Sendable (String) -> Void) {
        (self.rig, self.load, self.plan, self.report) = (rig, load, plan, report)
    }

    var samples: [SoakSample] { taken.withLock { $0 } }

    func run(until end: StopFlag) async {
        let start = ContinuousClock.now
        let interval = Duration.seconds(plan.seconds) / Self.count
        var position: Int64 = 0
        for number in 1...Self.count {
            await end.sleep(until: start + interval * number)
            do {
                let sample = try await sample((ContinuousClock.now - start).seconds, &position)
                taken.withLock { $0.append(sample) }
                report(SoakReport.line(sample))
            } catch {
                report("no sample: \(error)")
            }
            guard !end.isSet else { return }
        }
    }

    private func sample(_ seconds: Double, _ position: inout Int64) async throws -> SoakSample {
        var sample = SoakSample(seconds: seconds.rounded(toPlaces: 1))
        for service in ServiceName.allCases {
            guard let pid = await rig.supervisor.pid(of: service) else { continue }
            sample.memory[service.rawValue] = ProcFigures.memory(of: pid)
            sample.descriptors[service.rawValue] = ProcFigures.descriptors(of: pid)
        }
        sample.files = try rig.installation.fileSizes()
        sample.inboxRows = try rig.installation.inboxRows()
        sample.ordersPaid = load.tally.current.paid
        let window = load.takeWindow()
        sample.payP50 = (window.percentile(50).seconds * 1000).rounded(toPlaces: 2)
        sample.payP99 = (window.percentile(99).seconds * 1000).rounded(toPlaces: 2)
        let log = try rig.read(after: position)
        position = log.end
        let waits = log.paidToReady.sorted()
        if !waits.isEmpty {
            sample.readyP50 = (waits[waits.count / 2] * 1000).rounded(toPlaces: 2)
            sample.readyP99 = (waits[waits.count * 99 / 100] * 1000).rounded(toPlaces: 2)
        }
        return sample
    }
}
