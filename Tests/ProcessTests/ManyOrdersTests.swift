import Contracts
import Decisions
import DeterministicSimulation
import Testing

@Suite struct ManyOrdersTests {
    @Test(arguments: CoordinationMode.allCases)
    func `of 200 orders for 7 units exactly 7 are served`(_ mode: CoordinationMode) async throws {
        try await World.run(.init(batchLimit: 32)) { world in
            try await world.receive(7, of: "MUG")
            for _ in 0..<200 { try await world.order(1, mode) }
            try world.finish()
            var served = 0
            for order in world.ordered.keys where try await world.look(at: order).state == "completed" { served += 1 }
            #expect(served == 7)
            try expectBalanced(world)
        }
    }

    @Test func `the last units go to one mode or the other, never to both`() async throws {
        try await World.run(.init(batchLimit: 8)) { world in
            try await world.receive(7, of: "MUG")
            for number in 0..<40 { try await world.order(1, CoordinationMode.allCases[number % 2]) }
            try world.finish()
            var served = 0
            for order in world.ordered.keys where try await world.look(at: order).state == "completed" { served += 1 }
            #expect(served == 7)
            try expectBalanced(world)
        }
    }

    @Test(arguments: 1..<4 as Range<UInt64>)
    func `the same orders end the same way in both modes`(_ seed: UInt64) async throws {
        let orchestrated = Ends()
        let choreographed = Ends()
        for (mode, ends) in [(CoordinationMode.orchestration, orchestrated), (.choreography, choreographed)] {
            try await World.run(.init(seed: seed)) { world in
                try await world.receive(1_000, of: "MUG")
                try await world.receive(10, of: "ANVIL", grams: 900_000)
                var random = Seeded(seed)
                for _ in 0..<30 {
                    let sku: SKU = ["MUG", "MUG", "ANVIL", "NONE"].randomElement(using: &random) ?? "MUG"
                    let postcode = ["10115", "98001", "99001"].randomElement(using: &random) ?? "10115"
                    let order = try await world.order(2, of: sku, mode, to: postcode)
                    if Int.random(in: 0..<6, using: &random) == 0 { _ = try await world.cancel(order) }
                }
                try world.finish()
                for order in world.ordered.keys.sorted() { await ends.add(try await world.look(at: order)) }
                try expectBalanced(world)
            }
        }
        let (first, second) = (await orchestrated.all, await choreographed.all)
        #expect(first == second)
        #expect(Set(first.map(\.cancellationReason)).count == 4, "the seed has orders of every fate")
    }

    private actor Ends {
        private(set) var all: [World.OrderAnswer] = []
        func add(_ end: World.OrderAnswer) { all.append(end) }
    }
}
