import DeterministicSimulation
import Foundation
import Testing

@Suite struct TimelineTests {
    @Test func `what comes first happens first, and of two at once the one added first`() {
        var timeline = Timeline<String>()
        let start = Date(timeIntervalSince1970: 0)
        var random = Seeded(7)
        let times = (0..<200).map { _ in Double(random.below(20)) }
        for (number, time) in times.enumerated() { timeline.add("\(number)", at: start.addingTimeInterval(time)) }
        var order: [String] = []
        while let event = timeline.removeFirst() { order.append(event) }
        let expected = times.enumerated().sorted { ($0.element, $0.offset) < ($1.element, $1.offset) }.map { "\($0.offset)" }
        #expect(order == expected)
    }

    @Test func `a seed means the same numbers for ever`() {
        var random = Seeded(42)
        #expect((0..<6).map { _ in random.below(100) } == [74, 15, 27, 34, 3, 86])
        #expect((0..<1_000).allSatisfy { _ in (0..<3).contains(random.below(3)) })
    }
}
