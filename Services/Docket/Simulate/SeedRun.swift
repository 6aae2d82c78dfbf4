import Contracts
package import Decisions
package import DeterministicSimulation
import DocketVerify
package import EventBus
import Foundation
import GRDB
import Messaging
import Verification

/// What one seed came to.
package struct SeedOutcome: Sendable {
    package var seed: UInt64
    package var findings: [Finding] = []
    package var orders = 0
    package var messages = 0
    package var steps = 0
    /// Orders that were completed when nothing stood in the way, in each mode.
    package var completed: [CoordinationMode: Int] = [:]
    /// How often the power failed.
    package var powerFailures = 0
    /// How often each path was taken; see ``Sometimes``.
    package var paths: [String: Int] = [:]
    /// The story, if it was asked for.
    package var log: [String] = []
}

/// Runs seeds, one after the other, in one world: one of these a thread.
package final class SeedRunner: StepWatcher {
    package struct Options: Sendable {
        package var modes: [CoordinationMode] = CoordinationMode.allCases
        package var faults = Set(FaultKind.allCases)
        package var isLogged = false
        /// Live through each seed in peace as well, once in each mode: both must come to the same end.
        var comparesModes = true
        var mutation: Mutation?
        /// The files lie on a disk that loses power now and then, in place of memory.
        package var losesPower = false
        var powerDefect: SimulatedPower.Defect?

        package init() {}
    }

    /// Seconds within which everything begins; then faults stop.
    private static let lasting = 300.0
    /// Seconds in which everybody must come to rest afterwards. Timeouts double up to 640 s.
    private static let restWithin = 50_000.0
    /// After which share of the steps all invariants are checked: at a few moments that the seed chooses.
    private static let shareOfLooks = 0.004
    /// In one seed of so many they are, while there are faults, after every step.
    private static let oneIsLookedAtThroughout: UInt64 = 100
    /// So many steps mean an endless loop.
    private static let stepLimit = 40_000

    let world: SimulatedWorld
    /// Of the machine.
    private let directory: URL?
    private let inspector: Inspector
    private var options: Options
    private var customers: Customers
    private var history = History()
    private var looks = Seeded(0)
    private var shareOfLooks = 0.0
    private var findings: [Finding] = []
    /// In every second seed, while there are faults.
    private var foresight: Foresight?

    package init(_ options: Options) throws {
        self.options = options
        directory = options.losesPower ? try SimulatedPower.makeDirectory() : nil
        let machine = try directory.map { try SimulatedPower.machine(in: $0, options.powerDefect) }
        world = try SimulatedWorld(SimulatedFulfilment.blueprints(), on: machine)
        SimulatedFulfilment.connect(world)
        inspector = try Inspector(world)
        customers = Customers(Workload(seed: 0, modes: options.modes, kinds: [], lasting: 1), seed: 0)
        world.watcher = self
    }

    deinit {
        // A directory in memory that stays is in nobody's way but that of the memory.
        if let directory { try? FileManager.default.removeItem(at: directory) }
    }

    /// Lives through one seed. The same seed and options give the same outcome.
    package func run(_ seed: UInt64) -> SeedOutcome {
        var outcome = SeedOutcome(seed: seed)
        do {
            try live(seed, &outcome)
            outcome.log = world.log?.take() ?? []
            if outcome.findings.isEmpty, options.comparesModes, !options.losesPower {
                let peace = try Equivalence.compare(seed, self)
                outcome.findings += peace.findings
                outcome.completed = peace.completed
            }
        } catch is Stop {
            outcome.findings += findings + history.findings
        } catch {
            outcome.findings += findings + history.findings + [Finding(checker: "no-surprise", text: "\(error)")]
        }
        outcome.log += world.log?.take() ?? []
        return outcome
    }

    /// Lives through the beginning of a seed, and leaves the world as it is then.
    package func run(_ seed: UInt64, steps: Int) throws {
        _ = try prepare(seed)
        _ = try world.run(until: .distantFuture, steps: steps)
    }

    private func prepare(_ seed: UInt64) throws -> Swarm {
        let swarm = Swarm(seed: seed, allowed: options.faults, lasting: Self.lasting)
        var settings = SimulatedWorld.Settings(seed: seed)
        settings.mutation = options.mutation
        settings.isLogged = options.isLogged
        swarm.prepare(&settings)
        let workload = Workload(seed: seed, modes: options.modes, kinds: swarm.kinds, lasting: Self.lasting)
        try begin(settings, workload)
        world.log?.record(
            "seed", "\(seed): \(workload.orders.count) orders; \(swarm.kinds.map(\.rawValue).sorted().joined(separator: ", "))")
        swarm.start(in: world, messages: SimulatedFulfilment.messages)
        SimulatedPower.fail(world, seed, within: Self.lasting)
        return swarm
    }

    private func live(_ seed: UInt64, _ outcome: inout SeedOutcome) throws {
        let swarm = try prepare(seed)
        if seed.isMultiple(of: 2) { foresight = Foresight() }
        if seed.isMultiple(of: Self.oneIsLookedAtThroughout) { shareOfLooks = 1 }
        let rests = try finish(within: Self.lasting + Self.restWithin)
        let ends = try Ends(inspector, garbage: customers.garbage)
        try judge(ends, rests: rests)
        outcome.findings = findings + history.findings
        outcome.orders = ends.orders.count
        outcome.messages = Int(try world.bus.statistics().last)
        outcome.steps = world.steps
        outcome.powerFailures = world.machine?.disk.losses.failures ?? 0
        outcome.paths = try Paths.taken(in: world, swarm, customers, inspector)
    }

    /// Runs a workload without any fault and says how it ended.
    func peace(_ seed: UInt64, _ workload: Workload) throws -> (ends: Ends, promises: [Customers.Promise], findings: [Finding]) {
        try begin(SimulatedWorld.Settings(seed: seed), workload)
        let rests = try finish(within: .greatestFiniteMagnitude)
        let ends = try Ends(inspector, garbage: [])
        try judge(ends, rests: rests)
        return (ends, customers.promises, findings + history.findings)
    }

    private func begin(_ settings: SimulatedWorld.Settings, _ workload: Workload) throws {
        findings = []
        foresight = nil
        history = History()
        looks = Seeded(settings.seed ^ 0x4c6f_6f6b)
        shareOfLooks = Self.shareOfLooks
        customers = Customers(workload, seed: settings.seed)
        try world.begin(settings)
        try inspector.begin()
        customers.start(in: world)
    }

    /// True if everybody came to rest.
    private func finish(within seconds: Double) throws -> Bool {
        let end = seconds > 1e9 ? Date.distantFuture : world.now.addingTimeInterval(seconds)
        var rests = try world.run(until: end, steps: Self.stepLimit)
        // A service that has just saved its checkpoint may have published something.
        for _ in 0..<3 where rests {
            try world.checkpoint()
            rests = try world.run(until: end, steps: Self.stepLimit)
        }
        return rests
    }

    private func judge(_ ends: Ends, rests: Bool) throws {
        let (violations, backlog) = try inspector.violations()
        if let directory {
            let report = try Verifier.verify(dataDirectory: directory.path)
            findings += report.violations.map(Self.finding)
        }
        findings += violations.map(Self.finding) + ends.unfinished() + ends.broken(customers.promises)
        findings += customers.complaints.map { Finding(checker: "promises-kept", text: $0) }
        if ends.excused.isEmpty, !rests || !backlog.isDrained {
            let left =
                rests ? "\(backlog)" : "somebody is still busy \(Int(world.clock.elapsed)) s after the beginning: \(backlog)"
            findings.append(Finding(checker: "everybody-rests", text: left))
        }
    }

    private static func finding(_ violation: Violation) -> Finding {
        Finding(checker: violation.invariant, text: (violation.orderId.map { "order \($0): " } ?? "") + violation.finding)
    }

    // MARK: After every step

    package func stepped(
        _ service: SimulatedService, handled: [String], news: [RecordedEnvelope], in world: SimulatedWorld
    ) throws {
        customers.read(in: world)
        for message in news { history.record(message) }
        if let foresight { findings += try foresight.stepped(handled: handled, news: news, in: world) }
        try history.handled(handled, by: service.name) { position in
            try service.database.read { db in try DeadLetters.find(position, in: db) != nil }
        }
        // All invariants, which costs some thirty steps: what is broken and mended again shows there.
        guard looks.chance(shareOfLooks) else { return }
        let found = try inspector.violations().violations
        findings += found.map(Self.finding)
        guard findings.isEmpty, history.findings.isEmpty else { throw Stop() }
    }

    /// The story is over: something was found.
    private struct Stop: Error {}
}

/// Something a simulation found that must not be.
package struct Finding: Sendable, Hashable, Codable {
    /// Who found it: the name of an invariant of `docket verify`, or of one of the simulation's own checks.
    var checker: String
    var text: String
}
