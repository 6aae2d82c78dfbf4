import Contracts
import Decisions
import DeterministicSimulation
import Messaging
import Testing

/// Duplicates, delays, crashes and any order of steps: the end is the same.
@Suite struct DisorderTests {
    /// One order of each fate.
    static let ends = ["completed", "cancelled", "cancelled"]

    /// Orders one that can be served, one that is short and one that no carrier takes; returns how they ended.
    static func live(_ world: World, _ mode: CoordinationMode) async throws -> [String] {
        try await world.receive(10, of: "MUG")
        let orders = [
            try await world.order(2, mode), try await world.order(1, of: "NONE", mode),
            try await world.order(2, mode, to: "99999"),
        ]
        try world.finish()
        var ends: [String] = []
        for order in orders { ends.append(try await world.look(at: order).state) }
        return ends
    }

    @Test(arguments: CoordinationMode.allCases) func `every message twice at every consumer`(_ mode: CoordinationMode)
        async throws
    {
        try await World.run { world in
            for station in world.stations.values {
                station.faults.rules.duplicate = MessageType.allCases.map { .init(type: $0.rawValue) }
            }
            #expect(try await Self.live(world, mode) == Self.ends)
            try expectBalanced(world)
        }
    }

    @Test(arguments: CoordinationMode.allCases, 1..<6 as Range<UInt64>)
    func `every service crashes after every step`(_ mode: CoordinationMode, _ seed: UInt64) async throws {
        try await World.run(.init(seed: seed, batchLimit: 1, restartsAlways: true)) { world in
            #expect(try await Self.live(world, mode) == Self.ends)
            try expectBalanced(world)
        }
    }

    @Test(arguments: CoordinationMode.allCases, 1..<16 as Range<UInt64>)
    func `the services step in any order and take as much as they like`(_ mode: CoordinationMode, _ seed: UInt64) async throws {
        try await World.run(.init(seed: seed, batchLimit: Int(1 + seed % 5))) { world in
            #expect(try await Self.live(world, mode) == Self.ends)
            try expectBalanced(world)
        }
    }

    /// A short delay is outwaited, a long one is compensated, and behind the pivot even the longest one only waits.
    @Test(arguments: MessageType.allCases, [5.0, 60, 1_000])
    func `any message is held back for any time`(_ type: MessageType, _ seconds: Double) async throws {
        for mode in CoordinationMode.allCases {
            try await World.run(.init(batchLimit: 2)) { world in
                world.holdBack(type, seconds: seconds)
                _ = try await Self.live(world, mode)
                try expectBalanced(world)
            }
        }
    }

    @Test(arguments: 1..<16 as Range<UInt64>)
    func `two kinds of messages are held back, some come twice and the services crash`(_ seed: UInt64) async throws {
        var random = Seeded(seed)
        let held = (0..<2).map { _ in
            (MessageType.allCases.randomElement(using: &random), Double.random(in: 1...500, using: &random))
        }
        let twice = (0..<5).compactMap { _ in MessageType.allCases.randomElement(using: &random) }
        for mode in CoordinationMode.allCases {
            try await World.run(.init(seed: seed, batchLimit: 3, restartsAlways: seed % 2 == 0)) { world in
                for case (let type?, let seconds) in held { world.holdBack(type, seconds: seconds) }
                for station in world.stations.values { station.faults.rules.duplicate = twice.map { .init(type: $0.rawValue) } }
                _ = try await Self.live(world, mode)
                try expectBalanced(world)
            }
        }
    }
}
