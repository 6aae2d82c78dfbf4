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
    /// As far as the log is read for orders to copy.
    private static let readForTemplates: Position = 20_000
    /// Above those that the log was filled with.
    private static let firstLiveOrder = 2_000_000_000

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
        let (found, liveRate) = try await session.withDirectory("browser") { directory in
            try await browser.open(page, in: directory) { try await answer(reports, installation) }
        }
        add(found, to: &samples)
        samples.add(.liveOrders, liveRate)
    }

    /// Waits for what the page reports, and lets orders go through when it asks for them.
    private func answer(
        _ reports: AsyncStream<JSONValue>, _ installation: Installation
    ) async throws -> (found: JSONValue, liveRate: Double) {
        let limit = Duration.seconds(120 + plan.scrubSeconds + plan.liveSeconds * 2)
        return try await withThrowingTaskGroup(of: (JSONValue, Double)?.self) { group in
            group.addTask {
                var liveRate = 0.0
                for await report in reports {
                    guard report["phase"]?.text == "live" else { return (report, liveRate) }
                    liveRate = try await feed(installation)
                }
                return nil
            }
            group.addTask {
                try await Task.sleep(for: limit)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let answer = first else {
                throw ToolFailure(.failed, "the page has reported nothing within \(limit); does \(browser.path) run?")
            }
            return answer
        }
    }

    /// Appends the messages of orders for as long as the page looks, and returns how many orders that were a second.
    private func feed(_ installation: Installation) async throws -> Double {
        let bus = try SQLiteEventBus(directory: installation.path)
        defer { bus.close() }
        let templates = try OrderTimeline.all(on: bus, upTo: Self.readForTemplates)
        let first = Self.firstLiveOrder + Int(try bus.statistics().last)
        let start = ContinuousClock.now
        var sent = 0
        while ContinuousClock.now - start < .seconds(plan.liveSeconds) {
            try session.checkStop()
            // At most a second's worth at once: a bus that does not keep up shows in the figure.
            let due = Int((ContinuousClock.now - start).seconds * Double(plan.liveRate))
            let end = min(due, sent + plan.liveRate)
            let batch = (sent..<max(sent, end)).flatMap { number in
                templates[number % templates.count].copy(for: first + number)
            }
            sent = max(sent, end)
            if !batch.isEmpty { _ = try bus.append(batch) }
            try await Task.sleep(for: .milliseconds(20))
        }
        return Double(sent) / (ContinuousClock.now - start).seconds
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
