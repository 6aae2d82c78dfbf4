import Contracts
import DeterministicSimulation
import DispatchOrchestratorDomain
import Testing

/// Whatever comes, in whatever order: what must never happen does not.
@Suite struct RandomStoryTests {
    @Test(arguments: 0..<500 as Range<UInt64>) func `no sequence of events breaks the rules of the process`(_ seed: UInt64) throws
    {
        var random = Seeded(seed)
        var story = Story([.paid])
        var heard: Set<Happening> = [.paid]
        for _ in 0..<40 {
            let before = try #require(story.saga)
            let asked = story.asked.count
            let happening = try #require(Happening.allCases.randomElement(using: &random))
            story.play(happening)
            heard.insert(happening)
            let after = try #require(story.saga)
            expectSound(
                story, heard: heard, newly: Set(story.askedNames[asked...].compactMap(MessageType.init(rawValue:))),
                before: before, after: after)
        }
    }

    private func expectSound(
        _ story: Story, heard: Set<Happening>, newly asked: Set<MessageType>, before: Saga, after: Saga
    ) {
        let isResting = [.ready, .completed, .cancelled].contains(after.phase)
        #expect(isResting == (story.timeout == nil), "\(after.phase): somebody waits, or somebody should")
        if asked.contains(.bookShipment) { #expect(heard.contains(.reserved)) }
        if asked.contains(.markOrderReady) { #expect(heard.isSuperset(of: [.reserved, .booked])) }
        if after.phase == .ready && before.phase != .ready { #expect(heard.contains(.ready)) }
        if [.ready, .completed].contains(before.phase) {
            #expect(asked.isEmpty, "what is past the pivot is not undone")
            #expect(after.phase != .cancelled && after.phase != .compensating)
        }
        if before.phase == .compensating || before.phase == .cancelled {
            #expect(asked.isSubset(of: [.cancelShipment, .releaseStock, .cancelOrder]), "no way forward from there")
        }
        #expect(after.plan.isEmpty == (after.phase != .compensating))
        #expect(Set(after.plan).isDisjoint(with: after.undone))
        // Forward one step at a time; back, Orders alone, and what is left together.
        #expect(asked.count <= 1 || asked == [.cancelShipment, .releaseStock], "one step at a time")
        if asked.contains(.cancelOrder) { #expect(asked.count == 1, "nothing is undone before Orders has answered") }
    }
}
