import CompactJSON
import Contracts
import Decisions
import DeterministicSimulation
import DocketCommandLine
import DocketCompare
import DocketConsole
import DocketInstallation
import DocketLoad
import DocketSupervisor
import EventBus
import Foundation
import SQLiteEventBus

/// Takes the figures of the console: of its server in this process, of its page in a browser.
struct ConsoleBench: Sendable {
    struct Plan: Sendable {
        var messages: Int
        var scrubSeconds: Int
        var liveSeconds: Int
        var liveRate: Int
    }

    /// Orders that are really carried through; the others are copies of these.
    private static let played = 200
    private static let states = 1_000

    let session: BenchSession
    let plan: Plan
    let browser: MeasuringBrowser
    let binaries: Binaries

    func figures() async throws -> [Figure] {
        try await Rig.with(.choreography, binaries: binaries, stop: session.stop) { rig in
            try await fill(rig)
            var samples = Samples<ConsoleFigure>()
            for run in 1...session.runs {
                session.report("console: run \(run) of \(session.runs)")
                try session.checkStop()
                try measureFold(rig.installation, &samples)
                try await measurePage(rig.installation, &samples)
            }
            return samples.figures
        }
    }

    private func fill(_ rig: Rig) async throws {
        let flow = try FlowBench(plan: FlowPlan(runs: 1, seed: session.seed), session)
        try await rig.receive(OrderGenerator(count: 1, seed: session.seed).skus)
        _ = try await flow.throughput(rig, CoordinationMode.allCases, orders: Self.played, batch: "console")
        await rig.supervisor.stop()
        session.report("console: filling the log with \(plan.messages.grouped) messages")
        _ = try LogHistory(rig.installation).fill(upTo: plan.messages, stop: session.stop)
    }

    private func measureFold(_ installation: Installation, _ samples: inout Samples<ConsoleFigure>) throws {
        let log = try FoldedLog(installation)
        let seconds = try BenchClock.seconds { try log.readAll() }
        samples.add(.fold, Double(log.last) / seconds)
        var random = Seeded(session.seed)
        let times = try (0..<Self.states).map { _ in
            let position = 1 + Int64(random.below(Int(log.last)))
            return try BenchClock.seconds { _ = try log.state(at: position) } * 1_000
        }
        samples.add(.state, times.sorted()[Self.states * 99 / 100])
    }

    /// The page measures itself, and says when it is ready for live traffic and what it has found.
    private func measurePage(_ installation: Installation, _ samples: inout Samples<ConsoleFigure>) async throws {
        let (addresses, address) = AsyncStream.makeStream(of: String.self)
        let (reports, report) = AsyncStream.makeStream(of: JSONValue.self)
        let server = try ConsoleServer(
            installation, port: 0, token: nil, mayAct: false, onMeasured: { report.yield($0) }
        ) { address.yield($0) }
        let serving = Task { try await server.run() }
        defer { serving.cancel() }
        guard let url = await addresses.first(where: { _ in true }) else {
            throw ToolFailure(.failed, "the console does not start")
        }
        try await server.untilCaughtUp()
        let page = "\(url)/?measure&scrub=\(plan.scrubSeconds)&live=\(plan.liveSeconds)"
        let found = try await session.withDirectory("browser") { directory in
            try await browser.open(page, in: directory) { try await answer(reports, installation) }
        }
        add(found, to: &samples)
    }

    private func answer(_ reports: AsyncStream<JSONValue>, _ installation: Installation) async throws -> JSONValue {
        let patience = Duration.seconds(120 + plan.scrubSeconds + plan.liveSeconds * 2)
        return try await withThrowingTaskGroup(of: JSONValue?.self) { group in
            group.addTask {
                for await report in reports {
                    guard report["phase"]?.text == "live" else { return report }
                    try await feed(installation)
                }
                return nil
            }
            group.addTask {
                try await Task.sleep(for: patience)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let found = first else {
                throw ToolFailure(.failed, "the page has reported nothing within \(patience); does \(browser.path) run?")
            }
            return found
        }
    }

    /// Appends the messages of so many orders a second, in the background, for as long as the page looks.
    private func feed(_ installation: Installation) async throws {
        let plan = plan
        let stop = session.stop
        let bus = try SQLiteEventBus(directory: installation.path)
        let templates = try OrderTimeline.all(on: bus, upTo: 20_000)
        Task.detached {
            defer { bus.close() }
            var order = 2_000_000_000
            let start = ContinuousClock.now
            var sent = 0
            while ContinuousClock.now - start < .seconds(plan.liveSeconds), !stop.isSet {
                let due = Int((ContinuousClock.now - start).seconds * Double(plan.liveRate))
                let batch = (sent..<max(sent, due)).flatMap { number in
                    order += 1
                    return templates[number % templates.count].told(of: order)
                }
                sent = max(sent, due)
                if !batch.isEmpty { _ = try bus.append(Array(batch.prefix(20_000))) }
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    private func add(_ found: JSONValue, to samples: inout Samples<ConsoleFigure>) {
        func add(_ name: ConsoleFigure, _ value: JSONValue?, by factor: Double = 1) {
            if let number = value?.double { samples.add(name, number * factor) }
        }
        add(.answer, found["states"]?["p99"])
        add(.paint, found["paint"])
        add(.drawn, found["drawn"])
        add(.scrub, found["scrub"]?["perSecond"])
        add(.near, found["near"], by: 100)
        add(.live, found["live"]?["perSecond"])
        add(.memory, found["memory"], by: 1 / 1_048_576)
    }
}

extension JSONValue {
    fileprivate var double: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .number(let number): number
        default: nil
        }
    }
}
