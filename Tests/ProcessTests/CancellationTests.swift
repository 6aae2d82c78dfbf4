import Contracts
import Decisions
import Testing

@Suite struct CancellationTests {
    @Test(arguments: CoordinationMode.allCases, 1..<3 as Range<UInt64>)
    func `a customer cancels at any moment: before the pivot it counts, after it nothing changes`(
        _ mode: CoordinationMode, _ seed: UInt64
    ) async throws {
        let answers = Answers()
        // Step by step, one message each, until it has been too late five times.
        while await answers.refused < 5 {
            let moment = await answers.all.count
            try await World.run(.init(seed: seed, batchLimit: 1)) { world in
                try await world.receive(10, of: "MUG")
                let order = try await world.order(2, mode)
                for _ in 0..<moment { try world.stepAnyone() }
                let isCancelled = try await world.cancel(order)
                try world.finish()
                if isCancelled {
                    try await expectRefunded(order, because: .customerRequest, in: world)
                } else {
                    #expect(try await world.look(at: order).state == "completed", "cancelled after \(moment) steps")
                    try expectBalanced(world)
                }
                await answers.add(isCancelled)
            }
        }
        let given = await answers.all
        #expect(given.count > 10, "the pivot is some steps away")
        #expect(given == given.sorted { $0 && !$1 }, "what was too late once is not in time later")
    }

    private actor Answers {
        private(set) var all: [Bool] = []
        var refused: Int { all.count { !$0 } }
        func add(_ isCancelled: Bool) { all.append(isCancelled) }
    }

    @Test(arguments: CoordinationMode.allCases) func `cancelling twice refunds once`(_ mode: CoordinationMode) async throws {
        try await World.run { world in
            try await world.receive(10, of: "MUG")
            let order = try await world.order(2, mode)
            #expect(try await world.cancel(order))
            #expect(try await world.cancel(order))
            try world.finish()
            try await expectRefunded(order, because: .customerRequest, in: world)
        }
    }

    @Test(arguments: CoordinationMode.allCases)
    func `a customer who cancels what is being undone gets one refund`(_ mode: CoordinationMode) async throws {
        for moment in 0..<24 {
            try await World.run(.init(seed: 5, batchLimit: 1)) { world in
                try await world.receive(10, of: "MUG")
                let order = try await world.order(2, mode, to: "99999")
                for _ in 0..<moment { try world.stepAnyone() }
                #expect(try await world.cancel(order))
                try world.finish()
                #expect(try await world.look(at: order).state == "cancelled")
                try expectBalanced(world)
            }
        }
    }
}
