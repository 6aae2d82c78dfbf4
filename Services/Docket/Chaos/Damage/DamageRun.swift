import Contracts
import Decisions
import DocketCommandLine
import DocketCompare
import DocketInstallation
import DocketLoad
import DocketSupervisor
import DurableSQLite
import Foundation
import FulfilmentSupport
import GRDB
import ServiceKit
import Synchronization

/// Damages copies of a data directory, one bit or one cell at a time, and lets the real programs work with them: `docket verify`, and the
/// service whose file it is.
struct DamageRun: Sendable {
    /// Orders in each mode.
    private static let orders = 20

    let plan: (flips: Int, seed: UInt64)
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
        let damages = try sites.map { site in
            (
                site,
                try DamagePlan(flips: plan.flips, seed: plan.seed).flips(of: site.files()) + (site.isWhole ? site.cells() : [])
            )
        }
        let total = damages.reduce(0) { $0 + $1.1.count }
        var report = DamageReport()
        var done = 0
        for (site, damages) in damages {
            let bench = try await Bench(site, path: "\(path)/copy", binaries)
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
            _ = try await rig.violations()
            for service in ServiceName.allCases { await rig.supervisor.holdDown(service) }
            let killed = try DamageSite(installation: rig.installation).copy(to: "\(path)/killed")
            for service in ServiceName.allCases { try await rig.supervisor.start(service) }
            await rig.supervisor.stop()
            return [try DamageSite(installation: rig.installation).copy(to: "\(path)/stopped"), killed]
        }
    }
}

/// One site, with what its services say before anything is damaged.
private struct Bench {
    let site: DamageSite
    let path: String
    let binaries: Binaries
    let lifeline: LifelinePair
    let tool: String
    let orders: [Int]
    let meanings: [String: [String]]
    let answers: [ServiceName: ServedAnswers]

    init(_ site: DamageSite, path: String, _ binaries: Binaries) async throws {
        (self.site, self.path, self.binaries) = (site, path, binaries)
        lifeline = try LifelinePair()
        tool = binaries.tool
        orders = try site.orders()
        meanings = try Dictionary(
            uniqueKeysWithValues: site.files().compactMap { file in site.meaning(of: file.name).map { (file.name, $0) } })
        var answers: [ServiceName: ServedAnswers] = [:]
        for service in ServiceName.allCases {
            guard
                case .served(let sound) = await ServedAnswers.look(
                    service, in: try site.copy(to: path), orders: orders, binaries, lifeline),
                sound.count > 0 || service.descriptor.reads.isEmpty
            else { throw ToolFailure(.failed, "\(service) serves nothing from undamaged files") }
            answers[service] = sound
        }
        self.answers = answers
    }

    /// `nil` if the file does not let it be.
    func attempt(_ damage: Damage) async throws -> DamageTrial? {
        var trial = DamageTrial(damage: damage)
        let copy = try site.copy(to: path)
        guard try copy.inflict(damage) else { return nil }
        trial.changedMeaning = copy.meaning(of: damage.file) != meanings[damage.file]
        let verified = Mutex("")
        switch await run("verify", ["--json"], onLine: { line in verified.withLock { $0 += line } }) {
        // A file that lost its last commits, and knows which messages it has to handle again, has lost nothing.
        case .exited(0):
            trial.isRedone = verified.withLock { $0.contains("\"not drained\"") }
            trial.isClean = !trial.isRedone
        case .exited: break
        case let end: trial.ends.append("docket verify (\(end))")
        }
        for service in ServiceName.allCases where damage.file.hasPrefix("\(service.rawValue).db") {
            switch await ServedAnswers.look(service, in: copy, orders: orders, binaries, lifeline) {
            case .served(let now): trial.served = trial.isRedone ? [] : answers[service].map { now.differences(from: $0) } ?? []
            case .refused: break
            case .died: trial.ends.append(service.rawValue)
            }
        }
        if damage.file.hasPrefix("bus.db") {
            for command in [["events", "--json"], ["trace", "Order-1"]] {
                if case .signalled = await run(command[0], Array(command.dropFirst())) {
                    trial.ends.append("docket \(command[0])")
                }
            }
        }
        return trial
    }

    private func run(
        _ command: String, _ more: [String] = [], onLine: @escaping @Sendable (String) -> Void = { _ in }
    ) async -> ProcessEnd {
        await ChildProcess.run(
            tool, arguments: [command] + more + ["--data-dir", path], environment: [:], onStart: { _ in }, onLine: onLine)
    }
}

extension DamageSite {
    /// True if its services ended in good order.
    var isWhole: Bool { (try? files().allSatisfy { !$0.name.hasSuffix("-wal") }) ?? false }

    /// Every column of every table that has a row, with each type.
    func cells() throws -> [Damage] {
        try files().flatMap { file in
            try DatabaseQueue(path: installation.path + file.name, configuration: .withRowChecksums()).read { db in
                let tables = try String.fetchAll(
                    db,
                    sql:
                        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'grdb_migrations' ORDER BY name"
                )
                return try tables.filter { try Int.fetchOne(db, sql: "SELECT count(*) FROM \($0)") ?? 0 > 0 }.flatMap { table in
                    // A number of a row can be nothing but a number.
                    let columns = try Row.fetchAll(db, sql: "SELECT name FROM pragma_table_info(?)", arguments: [table])
                    let number = try String.fetchOne(
                        db,
                        sql:
                            "SELECT name FROM pragma_table_info(?) WHERE pk > 0 AND type = 'INTEGER' GROUP BY 1 HAVING (SELECT count(*) FROM pragma_table_info(?1) WHERE pk > 0) = 1",
                        arguments: [table])
                    return columns.map { $0["name"] as String }.filter { $0 != number }.flatMap { column in
                        Damage.CellType.allCases.map {
                            Damage(file: file.name, kind: .cell(table: table, column: column, type: $0))
                        }
                    }
                }
            }
        }
    }

    /// The numbers of all orders.
    func orders() throws -> [Int] {
        try DatabaseQueue(path: installation.bus.path(percentEncoded: false), configuration: .withRowChecksums()).read { db in
            let subjects = try String.fetchAll(db, sql: "SELECT DISTINCT subject FROM messages WHERE subject LIKE 'Order-%'")
            return subjects.compactMap { Int($0.dropFirst("Order-".count)) }.sorted()
        }
    }
}
