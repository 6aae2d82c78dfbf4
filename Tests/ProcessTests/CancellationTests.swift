import Contracts
import Synchronization
import Testing

@Suite struct CancellationTests {
    /// Steps, one message each, after which the customer cancels. After so many the order is long completed.
    static let moments = 0..<60

    @Test(arguments: Workflow.allCases, 1..<4 as Range<UInt64>)
    func `a customer cancels at any moment: before the pivot it counts, after it nothing changes`(
        _ workflow: Workflow, _ seed: UInt64
    ) async throws {
        let answers = Mutex<[Bool]>([])
        for moment in Self.moments {
            try await World.run(.init(seed: seed, batchLimit: 1)) { world in
                try await world.receive(10, of: "MUG")
                let order = try await world.order(2, workflow)
                for _ in 0..<moment { try world.stepAnyone() }
                let isCancelled = try await world.cancel(order)
                try world.finish()
                if isCancelled {
                    try await expectRefunded(order, because: .customerRequest, in: world)
                } else {
                    #expect(try await world.look(at: order).state == "completed", "cancelled after \(moment) steps")
                    try expectBalanced(world)
                }
                answers.withLock { $0.append(isCancelled) }
            }
        }
        let given = answers.withLock { $0 }
        #expect(given.contains(true) && given.contains(false), "the moments lie on both sides of the pivot")
        #expect(given == given.sorted { $0 && !$1 }, "what was too late once is not in time later")
    }

    @Test(arguments: Workflow.allCases) func `cancelling twice refunds once`(_ workflow: Workflow) async throws {
        try await World.run { world in
            try await world.receive(10, of: "MUG")
            let order = try await world.order(2, workflow)
            #expect(try await world.cancel(order))
            #expect(try await world.cancel(order))
            try world.finish()
            try await expectRefunded(order, because: .customerRequest, in: world)
        }
    }

    @Test(arguments: Workflow.allCases)
    func `a customer who cancels what is being undone gets one refund`(_ workflow: Workflow) async throws {
        for moment in 0..<40 {
            try await World.run(.init(seed: 5, batchLimit: 1)) { world in
                try await world.receive(10, of: "MUG")
                let order = try await world.order(2, workflow, to: "99999")
                for _ in 0..<moment { try world.stepAnyone() }
                #expect(try await world.cancel(order))
                try world.finish()
                #expect(try await world.look(at: order).state == "cancelled")
                try expectBalanced(world)
            }
        }
    }
}
