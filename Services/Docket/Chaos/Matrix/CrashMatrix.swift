import Contracts
import Decisions
import DocketCommandLine
import DocketCompare
import DocketInstallation
import DocketLoad
import DocketSupervisor
import Foundation
import Messaging
import ServiceKit

/// Kills each process at each boundary of its step, in each mode, with the real programs; restarts it, waits until all is done, verifies.
///
/// The four run on one data directory a mode: every cell begins where the last one has ended, and all of it is verified again.
struct CrashMatrix: Sendable {
    /// Orders sent at once: enough that a step has several of them, and several messages to relay.
    static let wave = 12
    /// Waves that are tried until it dies. One is enough but for bad luck.
    private static let waves = 20
    /// How long a wave's crash is waited for. What is acknowledged is acknowledged once a second.
    private static let crashWithin = Duration.seconds(2)

    let binaries: Binaries
    let stop: StopFlag
    let seed: UInt64
    /// Called with each cell when it is done.
    let onCell: @Sendable (CrashCell) -> Void

    /// All cells of one mode.
    ///
    /// - Throws: ``ToolFailure`` when it was stopped or a service does not start at all.
    func run(_ mode: CoordinationMode) async throws -> [CrashCell] {
        let witness = ProcessWitness()
        var policy = SupervisionPolicy()
        policy.firstPause = .milliseconds(10)
        return try await Rig.with(mode, binaries: binaries, stop: stop, watcher: witness, policy: policy) { rig in
            try await rig.receive(OrderGenerator(count: 1, seed: seed).skus)
            var cells: [CrashCell] = []
            for cell in CrashCell.all(in: mode) {
                try rig.checkStop()
                cells.append(cell.notApplicable == nil ? try await crash(cell, rig, witness) : cell)
                onCell(cells[cells.count - 1])
            }
            return cells
        }
    }

    private func crash(_ cell: CrashCell, _ rig: Rig, _ witness: ProcessWitness) async throws -> CrashCell {
        var cell = cell
        await rig.supervisor.stop(cell.process)
        let before = witness.deaths.count
        // While others than Orders are down, orders can be paid: then several wait for the process that is to die.
        if cell.process != .orders { cell.orders += try await send(0, of: cell, rig) }
        try await rig.supervisor.start(cell.process, once: ["DOCKET_CRASH_AT": CrashPoint(cell.boundary).description])
        for wave in 1...Self.waves {
            if try await hasDied(cell.process, rig, witness, since: before, within: wave == 1 ? .zero : Self.crashWithin) {
                break
            }
            cell.orders += try await send(wave, of: cell, rig)
        }
        cell.died = try await hasDied(cell.process, rig, witness, since: before, within: Self.crashWithin)
        try await rig.supervisor.untilReady(cell.process)
        cell.recoverySeconds = witness.killed(cell.process, since: before)?.recovery?.seconds
        do {
            try await rig.untilClosed()
            cell.violations = try await rig.violations()
        } catch let failure as ToolFailure {
            try rig.checkStop()
            cell.violations = [failure.message]
        }
        return cell
    }

    private func send(_ wave: Int, of cell: CrashCell, _ rig: Rig) async throws -> Int {
        var generator = OrderGenerator(count: Self.wave, seed: seed)
        var orders: [LoadOrder] = []
        while let order = try generator.nextOrder() { orders.append(order) }
        return try await rig.send(
            orders, rate: nil, batch: "\(cell.process)-\(cell.boundary)-\(wave)", concurrency: Self.wave)
    }

    /// Waits for the death of the process, so long at most.
    private func hasDied(
        _ process: ServiceName, _ rig: Rig, _ witness: ProcessWitness, since count: Int, within limit: Duration
    ) async throws -> Bool {
        let deadline = ContinuousClock.now + limit
        while witness.killed(process, since: count) == nil {
            guard ContinuousClock.now < deadline else { return false }
            try rig.checkStop()
            try await Task.sleep(for: .milliseconds(5))
        }
        return true
    }
}
