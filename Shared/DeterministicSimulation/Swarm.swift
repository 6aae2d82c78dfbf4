import Messaging

/// The misfortunes of one seed: which kinds there are, and when each happens. All of it follows from the seed.
public struct Swarm {
    /// The messages of what is simulated, by the part that they play when things go wrong.
    public struct Messages: Sendable {
        /// The names of all of them.
        public var all: [String]
        /// What a slow service publishes late.
        public var slow: [String]
        /// What stubborn services fail to handle.
        public var undoing: [String]
        /// Held back more often than others: a service acts without them, and they come too late.
        public var answeredByOthers: [String]
        /// What messages about the first, the second, ... process are about.
        public var subject: @Sendable (Int) -> String

        public init(
            all: [String], slow: [String] = [], undoing: [String] = [], answeredByOthers: [String] = [],
            subject: @escaping @Sendable (Int) -> String
        ) {
            self.all = all
            self.slow = slow
            self.undoing = undoing
            self.answeredByOthers = answeredByOthers
            self.subject = subject
        }
    }

    /// What goes wrong under this seed.
    public let kinds: Set<FaultKind>
    /// Seconds until the last of it is over.
    public let end: Double
    private let seed: UInt64

    /// - Parameter allowed: Kinds that may be on; each is, in about half of all seeds.
    public init(seed: UInt64, allowed: Set<FaultKind>, lasting end: Double) {
        var random = Seeded(seed ^ 0x5377_6172_6d)
        // All are drawn, whatever is allowed: a seed keeps its other faults when one is taken away.
        let drawn = FaultKind.allCases.filter { _ in random.chance(0.5) }
        kinds = allowed.intersection(drawn)
        self.end = end
        self.seed = seed
    }

    /// What the services and the bus do differently from the first moment on.
    public func prepare(_ settings: inout SimulatedWorld.Settings) {
        var random = Seeded(seed ^ 0x7365_7474)
        settings.limits = (random.pick([1, 2, 4, 8, 16, 64]), kinds.contains(.crash) ? random.pick([1, 2, 4]) : 1_000)
        settings.pace = random.pick([0.002, 0.02, 0.2, 1])
        settings.crashes = kinds.contains(.crash) ? random.pick([0.01, 0.03, 0.1]) : 0
    }

    /// Puts everything else on the world's timeline.
    ///
    public func start(in world: SimulatedWorld, messages: Messages) {
        for kind in FaultKind.allCases where kinds.contains(kind) {
            // Each kind has a chance of its own, for the same reason as above.
            var random = Seeded(seed ^ kind.rawValue.utf8.reduce(0xcbf2_9ce4) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 })
            switch kind {
            case .duplicate: duplicate(world, messages.all, &random)
            case .delay: hold(world, messages, messages.all + messages.answeredByOthers + messages.answeredByOthers, &random)
            case .slowCarrier: hold(world, messages, messages.slow, &random)
            case .reorder: for service in world.services { service.bus.reorders = true }
            case .outage: outages(world, &random)
            case .clock: jumps(world, &random)
            case .stubborn: stubborn(world, messages.undoing, &random)
            case .deadLetter: deadLetters(world, &random)
            case .flaky: for service in world.services { service.faultState.flakiness = random.pick([0.01, 0.05, 0.2]) }
            case .disk: windows(world, count: 1...3, longest: 20, &random) { $0.faultState.isDiskFull = $1 }
            case .bus: windows(world, count: 1...2, longest: 20, &random) { $0.bus.isDown = $1 }
            // Processes die by the settings; customers, carriers and strangers are not the services' own.
            case .crash, .cancel, .carrierOutage, .poison: break
            }
        }
        world.after(end, self.stop)
    }

    /// All is well again.
    private func stop(_ world: SimulatedWorld) throws {
        world.log?.record("faults", "are over")
        world.settings.crashes = 0
        for service in world.services {
            service.faults?.rules = .init()
            service.faultState.crash = nil
            service.faultState.isDiskFull = false
            service.faultState.failing = []
            service.faultState.flakiness = 0
            service.bus.isDown = false
            service.bus.reorders = false
            service.bus.redelivery = 0
            try world.start(service)
            world.wake(service)
        }
        // Now every message can be handled, so nothing that waited for a person has to be left lying.
        for pause in [1.0, 100, 1_000] { world.after(pause) { $0.retryDeadLetters() } }
    }

    private func duplicate(_ world: SimulatedWorld, _ types: [String], _ random: inout Seeded) {
        let types = types.filter { _ in random.chance(0.5) }
        for service in world.services {
            service.faults?.rules.duplicate = types.map { .init(type: $0) }
            service.bus.redelivery = random.pick([0, 0.05, 0.3])
        }
    }

    /// One to three types of message stay where they are for a while, each for its own time.
    private func hold(_ world: SimulatedWorld, _ messages: Messages, _ types: [String], _ random: inout Seeded) {
        guard !types.isEmpty else { return }
        for _ in 0...random.below(3) {
            let (type, seconds) = (random.pick(types), random.pick([0.5, 5, 30, 120, 400]))
            let (from, lasting) = (random.between(0, end / 2), random.between(5, end))
            let subject = random.chance(0.3) ? messages.subject(1 + random.below(20)) : nil
            let rule = Faults.Rules.Hold(type: type, subject: subject, seconds: seconds)
            world.after(from) { world in
                world.log?.record("faults", "\(type) is held back for \(seconds) s")
                for service in world.services { service.faults?.rules.hold.append(rule) }
            }
            world.after(from + lasting) { world in
                for service in world.services {
                    service.faults?.rules.hold.removeAll { $0 == rule }
                    world.wake(service)
                }
            }
        }
    }

    private func outages(_ world: SimulatedWorld, _ random: inout Seeded) {
        for _ in 0...random.below(3) {
            let service = random.pick(world.services)
            let from = random.between(0, end * 0.6)
            world.after(from) { $0.stop(service) }
            world.after(from + random.pick([3, 15, 60, 200, 600])) { try $0.start(service) }
        }
    }

    private func jumps(_ world: SimulatedWorld, _ random: inout Seeded) {
        for _ in 0...random.below(4) {
            let seconds = random.pick([1.0, 11, 45, 300])
            let isBack = random.chance(0.4)
            world.after(random.between(0, end)) { isBack ? $0.setBack(seconds) : $0.jump(seconds) }
        }
    }

    private func stubborn(_ world: SimulatedWorld, _ types: [String], _ random: inout Seeded) {
        let failing = Set(types.filter { _ in random.chance(0.5) })
        let longest = random.pick([5.0, 10, 60])
        windows(world, count: 1...4, longest: longest, &random) { $0.faultState.failing = $1 ? failing : [] }
    }

    /// One service cannot handle some of what it takes, for longer than it tries; a person has it tried again, early or late.
    private func deadLetters(_ world: SimulatedWorld, _ random: inout Seeded) {
        for _ in 0...random.below(3) {
            let service = random.pick(world.services)
            let types = Set(service.takes.sorted().filter { _ in random.chance(0.3) })
            let (from, lasting) = (random.between(0, end * 0.5), random.between(15, 60))
            world.after(from) { world in
                world.log?.record(
                    "faults", "\(service.name) cannot handle \(types.sorted().joined(separator: ", "))")
                service.faultState.failing = types
            }
            world.after(from + lasting) { _ in service.faultState.failing = [] }
            world.after(from + lasting + random.pick([1, 20, 120])) { $0.retryDeadLetters() }
        }
    }

    private func windows(
        _ world: SimulatedWorld, count: ClosedRange<Int>, longest: Double, _ random: inout Seeded,
        _ set: @escaping (SimulatedService, Bool) -> Void
    ) {
        for _ in 0..<(count.lowerBound + random.below(count.count)) {
            let service = random.pick(world.services)
            let (from, lasting) = (random.between(0, end * 0.8), random.between(1, longest))
            world.after(from) { world in
                world.log?.record("faults", "failures at \(service.name)")
                set(service, true)
            }
            world.after(from + lasting) { world in
                set(service, false)
                world.wake(service)
            }
        }
    }
}
