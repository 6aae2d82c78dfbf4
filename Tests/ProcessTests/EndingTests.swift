import Contracts
import Decisions
import Testing

/// Every way an order may end, in both modes.
@Suite struct EndingTests {
    @Test(arguments: CoordinationMode.allCases) func `an order that can be served is completed`(_ mode: CoordinationMode)
        async throws
    {
        try await World.run { world in
            try await world.receive(10, of: "MUG")
            let order = try await world.order(2, mode)
            try world.finish()
            let end = try await world.look(at: order)
            #expect(end.state == "completed")
            #expect(end.paid != nil && end.refunded == nil)
            try expectBalanced(world)
        }
    }

    @Test(arguments: CoordinationMode.allCases) func `a shortage ends in a refund`(_ mode: CoordinationMode) async throws {
        try await World.run { world in
            try await world.receive(1, of: "MUG")
            let order = try await world.order(2, mode)
            try world.finish()
            try await expectRefunded(order, because: .stockShortage, in: world)
        }
    }

    /// Why no carrier takes a parcel.
    enum Obstacle: String, Sendable, CaseIterable { case remote, heavy, strike }

    @Test(arguments: CoordinationMode.allCases, Obstacle.allCases)
    func `without a carrier the units go back and the money too`(_ mode: CoordinationMode, _ obstacle: Obstacle) async throws {
        try await World.run { world in
            try await world.receive(10, of: "MUG", grams: obstacle == .heavy ? 500_000 : 400)
            if obstacle == .strike { try await world.switchCarriers(on: false) }
            let order = try await world.order(2, mode, to: obstacle == .remote ? "99999" : "10115")
            try world.finish()
            try await expectRefunded(order, because: .noCarrier, in: world)
        }
    }

    @Test(arguments: CoordinationMode.allCases) func `an unpaid order moves nothing`(_ mode: CoordinationMode) async throws {
        try await World.run { world in
            try await world.receive(10, of: "MUG")
            let order = try await world.order(2, mode, pays: false)
            try world.letTimePass()
            #expect(try await world.look(at: order).state == "created")
            #expect(try await world.cancel(order))
            try world.finish()
            #expect(try await world.look(at: order).refunded == nil)
            try expectBalanced(world)
        }
    }

    @Test func `orders of both modes pass each other in the same services`() async throws {
        try await World.run { world in
            try await world.receive(12, of: "MUG")
            for number in 0..<12 {
                let mode = CoordinationMode.allCases[number % 2]
                try await world.order(1, mode, to: number % 4 == 0 ? "99999" : "10115")
                try world.stepAnyone()
            }
            try world.finish()
            for order in world.ordered.keys.sorted() {
                let end = try await world.look(at: order).state
                #expect(end == (order % 4 == 1 ? "cancelled" : "completed"), "order \(order)")
            }
            try expectBalanced(world)
        }
    }
}

/// Holds that the order was cancelled for this reason, its money is back, and everything balances.
func expectRefunded(
    _ order: Int, because reason: CancellationReason, in world: World, sourceLocation: SourceLocation = #_sourceLocation
) async throws {
    let end = try await world.look(at: order)
    #expect(end.state == "cancelled", sourceLocation: sourceLocation)
    #expect(end.cancellationReason == reason.rawValue, sourceLocation: sourceLocation)
    #expect(end.refunded == end.paid && end.paid != nil, sourceLocation: sourceLocation)
    try expectBalanced(world, sourceLocation: sourceLocation)
}
