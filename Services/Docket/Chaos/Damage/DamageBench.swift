import DocketCommandLine
import DocketInstallation
import DocketSupervisor
import FulfilmentSupport
import Synchronization

/// Where copies of one site are damaged, with what its services say before.
struct DamageBench {
    private let site: DamageSite
    /// Where the copies are, one after the other.
    private let path: String
    private let binaries: Binaries
    private let lifeline: LifelinePair
    private let orders: [Int]
    private let meanings: [String: [String]]
    private let answers: [ServiceName: ServedAnswers]

    /// - Throws: ``ToolFailure`` if a service serves nothing from undamaged files.
    init(_ site: DamageSite, path: String, _ binaries: Binaries) async throws {
        (self.site, self.path, self.binaries) = (site, path, binaries)
        lifeline = try LifelinePair()
        orders = try site.orders()
        meanings = try Dictionary(
            uniqueKeysWithValues: site.files().compactMap { file in site.meaning(of: file.name).map { (file.name, $0) } })
        var answers: [ServiceName: ServedAnswers] = [:]
        for service in ServiceName.allCases where !service.descriptor.reads.isEmpty {
            let copy = try site.copy(to: path)
            guard case .served(let sound) = await ServedAnswers.look(service, in: copy, orders: orders, binaries, lifeline),
                sound.count > 0
            else { throw ToolFailure(.failed, "\(service) serves nothing from undamaged files") }
            answers[service] = sound
        }
        self.answers = answers
    }

    /// `nil` if the file does not let it be.
    func attempt(_ damage: Damage) async throws -> DamageTrial? {
        var trial = DamageTrial(site: site.name, damage: damage)
        let copy = try site.copy(to: path)
        guard try copy.inflict(damage) else { return nil }
        trial.changedMeaning = copy.meaning(of: damage.file) != meanings[damage.file]
        await verify(&trial)
        for service in ServiceName.allCases where damage.file.hasPrefix("\(service.rawValue).db") {
            await ask(service, copy, &trial)
        }
        if damage.file.hasPrefix("bus.db") {
            await read(["events", "--json"], &trial)
            await read(["trace", "Order-\(orders.first ?? 1)"], &trial)
        }
        return trial
    }

    private func verify(_ trial: inout DamageTrial) async {
        let output = Mutex("")
        switch await run(["verify", "--json"], onLine: { line in output.withLock { $0 += line } }) {
        case .exited(0):
            // A file that lost its last commits, and knows which messages it has to handle again, has lost nothing.
            trial.isRedone = output.withLock { $0.contains("\"not drained\"") }
            trial.isClean = !trial.isRedone
        case .exited: break
        case let end: trial.ends.append("docket verify \(end)")
        }
    }

    private func ask(_ service: ServiceName, _ copy: DamageSite, _ trial: inout DamageTrial) async {
        switch await ServedAnswers.look(service, in: copy, orders: orders, binaries, lifeline) {
        case .served(let now):
            guard !trial.isRedone, let before = answers[service] else { return }
            trial.served = now.differences(from: before)
        case .refused: break
        case .died: trial.ends.append("\(service) was ended by a signal")
        }
    }

    private func read(_ command: [String], _ trial: inout DamageTrial) async {
        let end = await run(command)
        if case .signalled = end { trial.ends.append("docket \(command[0]) \(end)") }
    }

    private func run(_ command: [String], onLine: @escaping @Sendable (String) -> Void = { _ in }) async -> ProcessEnd {
        await ChildProcess.run(
            binaries.tool, arguments: command + ["--data-dir", path], environment: [:], onStart: { _ in }, onLine: onLine)
    }
}
