@testable import DocketCommandLine
@testable import DocketLoad
import Testing

struct PaceTests {
    @Test func `orders are due at even distances from the start, however long answers take`() {
        let start = ContinuousClock.now
        let pace = Pace(rate: 50, from: start)
        #expect(pace.due(0) == start)
        #expect(pace.due(100) == start + .seconds(2))
    }

    @Test func `a set flag ends every sleep`() async {
        let flag = StopFlag()
        let start = ContinuousClock.now
        async let slept: Void = flag.sleep(until: start + .seconds(60))
        flag.set()
        await slept
        await flag.sleep(until: start + .seconds(60))
        #expect(ContinuousClock.now - start < .seconds(30))
    }
}
