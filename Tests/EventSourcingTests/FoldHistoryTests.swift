import EventSourcing
import Testing

/// The state at any position is what folding up to there comes to.
struct FoldHistoryTests {
    private struct Sum: FoldedState, Equatable {
        var sum = 0
        var applied = 0
        mutating func apply(_ entry: Int) {
            sum += entry
            applied += 1
        }
    }

    /// Positions 3, 6, 9, ...: a log has gaps where it was compacted.
    private func history(_ entries: Int, interval: Int) -> FoldHistory<Sum> {
        var history = FoldHistory(Sum(), interval: interval)
        for number in 1...entries { history.append(number, at: Int64(number * 3)) }
        return history
    }

    @Test(arguments: [1, 2, 7, 50, 1_000])
    func `at every position it is the sum of what was before`(interval: Int) {
        let history = history(100, interval: interval)
        for position in -1...320 {
            let entries = max(0, min(100, position / 3))
            #expect(history.state(at: Int64(position)) == Sum(sum: entries * (entries + 1) / 2, applied: entries))
        }
    }

    @Test func `what is known already is not taken twice`() {
        var history = history(10, interval: 4)
        #expect(!history.append(99, at: 30) && !history.append(99, at: 1))
        #expect(history.latest == Sum(sum: 55, applied: 10) && history.count == 10)
        #expect(history.append(99, at: 31) && history.latest.sum == 154)
    }

    @Test func `an empty log has its initial state at every position`() {
        let history = FoldHistory(Sum())
        #expect(history.state(at: 0) == Sum() && history.state(at: .max) == Sum() && history.last == nil)
    }

    @Test func `entries are had by their number, and beyond the end there is none`() {
        let history = history(10, interval: 4)
        #expect(history[8..<200].map(\.position) == [27, 30] && history[8..<200].map(\.entry) == [9, 10])
        #expect(history[20..<30].isEmpty)
    }
}
