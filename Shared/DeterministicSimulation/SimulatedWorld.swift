import Decisions
public import EventBus
public import Foundation
import GRDB
import Logging
public import Messaging
import Synchronization

/// Looks at a world after every step. What it throws ends the story.
public protocol StepWatcher: AnyObject {
    /// - Parameters:
    ///   - handled: Ids of the messages that this step handled, in their order; committed.
    ///   - news: What has come to the bus since the last step of anybody.
    func stepped(_ service: SimulatedService, handled: [String], news: [RecordedEnvelope], in world: SimulatedWorld) throws
}

/// Services in one process on one bus in memory, stepped one at a time by a scheduler that takes its every decision from a seed.
///
/// Time is a number: it passes when there is nothing to do before then. A world is made once and used for many runs.
public final class SimulatedWorld {
    /// What a run depends on: all from one seed.
    public struct Settings {
        /// All chance comes from it.
        public var seed: UInt64
        /// Messages that one transaction takes, and that one append does.
        public var limits = (batch: 8, relay: 1_000)
        /// Seconds until a service gets round to new work, at most.
        public var pace = 0.05
        /// The share of steps that a process does not survive.
        public var crashes = 0.0
        /// A defect that is to be found.
        public var mutation: Mutation?
        /// True to write down all that happens; see ``SimulatedWorld/log``.
        public var isLogged = false

        public init(seed: UInt64) { self.seed = seed }
    }

    enum Event {
        case step(Int)
        case action((SimulatedWorld) throws -> Void)
    }

    /// In the order of the blueprints.
    public let services: [SimulatedService]
    /// The one time of all services.
    public let clock = VirtualClock()
    /// The log itself, without the faults before it.
    public private(set) var bus: any EventBus = InMemoryEventBus()
    /// Where the files are; `nil` if all is in memory.
    public let machine: SimulatedMachine?
    /// Changes when all files have been replaced.
    public private(set) var fileGeneration = 0
    /// For those who act from outside, such as customers.
    public var random = Seeded(0)
    /// What happened so far; `nil` unless the settings ask for it.
    public private(set) var log: SimulationLog?
    /// Called after every step.
    public weak var watcher: (any StepWatcher)?
    /// Steps taken so far.
    public private(set) var steps = 0
    /// Processes that died, by service and boundary.
    public private(set) var crashes: [String: [StepBoundary: Int]] = [:]
    /// Steps that were given up because a disk was full or the bus took nothing.
    public private(set) var stalls: [String: Int] = [:]
    /// Of the story that is under way.
    public var settings = Settings(seed: 0)
    /// Positions of messages that a person had tried again.
    public var retried: Set<Position> { retriedDeadLetters.positions }
    var retriedDeadLetters = RetriedDeadLetters()
    private var timeline = Timeline<Event>()
    private var scheduled: [Date?]
    private var seen: Position = 0

    /// - Parameter machine: Where the files lie; without one, all is in memory.
    public init(_ blueprints: [SimulatedBlueprint], on machine: SimulatedMachine? = nil) throws {
        try machine?.prepare(blueprints)
        services = try blueprints.map { try SimulatedService($0, on: machine) }
        self.machine = machine
        scheduled = Array(repeating: nil, count: services.count)
    }

    /// The service of this name, which must be one of them.
    public subscript(name: String) -> SimulatedService {
        guard let service = services.first(where: { $0.name == name }) else { preconditionFailure("no service \(name)") }
        return service
    }

    /// Begins a story: empty databases, an empty bus, all services up.
    public func begin(_ settings: Settings) throws {
        self.settings = settings
        clock.restart()
        random = Seeded(settings.seed)
        try beginFiles()
        timeline.removeAll()
        retriedDeadLetters = RetriedDeadLetters()
        scheduled = scheduled.map { _ in nil }
        (seen, steps, crashes, stalls) = (0, 0, [:], [:])
        log = settings.isLogged ? SimulationLog(clock) : nil
        let clock = clock
        let environment = ProcessEnvironment(now: { clock.shown }, random: Seeded.shared(random.next()))
        let silent = Logger(label: "simulation") { _ in SwiftLogNoOpLogHandler() }
        for (index, service) in services.enumerated() {
            service.faultState.begin(Seeded(random.next()))
            service.bus.begin(bus, Seeded(random.next()), settings.mutation?.bus?(service.name))
            try settings.mutation?.atStart?(service)
            try service.begin(
                environment, logger: log?.logger(service.name) ?? silent, limits: settings.limits, settings.mutation)
            schedule(index, after: 0)
        }
    }

    private func beginFiles() throws {
        guard let machine else { return bus = InMemoryEventBus() }
        try machine.begin(Seeded(settings.seed ^ 0x4469_736b))
        bus = try machine.openBus()
        for service in services { try service.database.reopen(on: machine) }
        fileGeneration += 1
    }

    // MARK: What is to come

    /// The time, which only the world lets pass.
    public var now: Date { clock.now }

    /// Does something in so many seconds.
    public func after(_ seconds: Double, _ action: @escaping (SimulatedWorld) throws -> Void) {
        timeline.add(.action(action), at: now.addingTimeInterval(seconds))
    }

    /// A service gets round to its work soon.
    public func wake(_ service: SimulatedService) {
        guard let index = services.firstIndex(where: { $0 === service }) else { return }
        schedule(index, after: random.between(0, settings.pace))
    }

    private func schedule(_ index: Int, after seconds: Double) {
        let time = now.addingTimeInterval(max(0, seconds))
        if let earlier = scheduled[index], earlier <= time { return }
        scheduled[index] = time
        timeline.add(.step(index), at: time)
    }

    /// Lets things happen until nothing is left to happen, or the time has come, or so many steps were taken.
    ///
    /// - Returns: True if nothing is left to happen.
    @discardableResult
    public func run(until end: Date = .distantFuture, steps limit: Int = .max) throws -> Bool {
        while let time = timeline.nextTime {
            guard time <= end else {
                clock.advance(to: end)
                return false
            }
            guard steps < limit, let event = timeline.removeFirst() else { return false }
            clock.advance(to: time)
            do {
                try happen(event, at: time)
            } catch  where machine?.disk.isOff == true {
                // Whatever it was, nobody lives to see it.
            }
            if machine?.disk.isOff == true { try powerFailed() }
        }
        return true
    }

    private func happen(_ event: Event, at time: Date) throws {
        switch event {
        case .action(let action): try action(self)
        case .step(let index):
            // Another one was scheduled for an earlier time, and this one is none any more.
            guard scheduled[index] == time else { return }
            scheduled[index] = nil
            try step(index)
        }
    }

    // MARK: Steps

    private func step(_ index: Int) throws {
        let service = services[index]
        guard service.isUp else { return }
        steps += 1
        if settings.crashes > 0, service.faultState.crash == nil, random.chance(settings.crashes) {
            service.faultState.crash = random.pick(StepBoundary.allCases)
        }
        do {
            guard let report = try service.step() else { return }
            if report.isIdle, random.chance(0.25) { try service.checkpoint() }
            plan(index, after: report, of: service)
        } catch let crash as SimulatedCrash {
            try died(service, at: crash.boundary)
        } catch  where Self.isTransient(error) {
            stalls[service.name, default: 0] += 1
            // The bus fails after the commit, the disk before it.
            if error is DatabaseError { _ = service.faultState.takeHandled() }
            log?.record(service.name, "cannot work: \(error)")
            schedule(index, after: 0.25)
        }
        try look(after: service)
    }

    private func plan(_ index: Int, after report: MessageProcessor.StepReport, of service: SimulatedService) {
        if !report.isIdle { schedule(index, after: random.between(0, settings.pace)) }
        guard let due = report.nextDue else { return }
        // A message that a fault holds back need not be looked at every few milliseconds.
        let isHolding = !(service.faults?.rules.hold.isEmpty ?? true)
        schedule(index, after: max(due.timeIntervalSince(clock.shown), isHolding ? random.between(0.5, 2) : 0.001))
    }

    /// Calls the watcher, and wakes the consumers of the message.
    private func look(after service: SimulatedService) throws {
        let page = try bus.read(after: seen, matching: nil, limit: .max)
        seen = page.upTo
        for (index, other) in services.enumerated() where page.messages.contains(where: { other.filter.takes($0.envelope) }) {
            schedule(index, after: random.between(0, settings.pace))
        }
        if let log {
            for message in page.messages {
                log.record("bus", "\(message.position): \(message.envelope.type) of \(message.envelope.subject)")
            }
        }
        try watcher?.stepped(service, handled: service.faultState.takeHandled(), news: page.messages, in: self)
    }

    /// What passes by itself, and the real services only wait for.
    private static func isTransient(_ error: any Error) -> Bool {
        if let error = error as? BusError { return error.isRetriable }
        return (error as? DatabaseError)?.resultCode == .SQLITE_FULL
    }

    // MARK: Death and return

    private func died(_ service: SimulatedService, at boundary: StepBoundary) throws {
        crashes[service.name, default: [:]][boundary, default: 0] += 1
        log?.record(service.name, "dies \(boundary.rawValue)")
        service.kill()
        // Nothing of what it handled is there if the transaction is not.
        if boundary == .beforeCommit { _ = service.faultState.takeHandled() }
        try settings.mutation?.afterCrash?(service, boundary)
        let isLong = random.chance(0.1)
        after(isLong ? random.between(5, 60) : random.between(0, 1)) { try $0.start(service) }
    }

    /// Every process is gone, and the files are what the disk has kept. Power returns at once, the services one after the other.
    private func powerFailed() throws {
        guard let machine else { return }
        try machine.disk.restorePower()
        log?.record("machine", "the power has failed: \(machine.disk.losses)")
        bus = try machine.openBus()
        fileGeneration += 1
        for service in services {
            _ = service.faultState.takeHandled()
            service.faultState.crash = nil
            try service.goOn(on: machine, bus)
            after(random.between(0, 5)) { try $0.start(service) }
        }
    }

    /// Takes a service away, as a machine that is switched off.
    public func stop(_ service: SimulatedService) {
        guard service.isUp else { return }
        log?.record(service.name, "is away")
        service.kill()
    }

    /// Brings a service back that is away; does nothing to one that is not.
    public func start(_ service: SimulatedService) throws {
        guard !service.isUp else { return }
        log?.record(service.name, "starts")
        try service.start()
        wake(service)
    }

    /// The clock jumps; what was to come by then comes at once.
    public func jump(_ seconds: Double) {
        log?.record("clock", String(format: "jumps %.0f s forward", seconds))
        clock.advance(by: seconds)
    }

    /// The clock that the services read is set back; what they wait for comes so much later.
    public func setBack(_ seconds: Double) {
        log?.record("clock", String(format: "is set back by %.0f s", seconds))
        clock.setBack(by: seconds)
    }

    /// Every service writes down how far it has come.
    public func checkpoint() throws {
        for service in services where service.isUp {
            _ = try service.step()
            try service.checkpoint()
            try look(after: service)
        }
    }
}
