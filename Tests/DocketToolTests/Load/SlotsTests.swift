@testable import DocketLoad
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1)))
struct SlotsTests {
    private final class Holders: Sendable {
        private let counts = Mutex((now: 0, most: 0))
        var now: Int { counts.withLock { $0.now } }
        var most: Int { counts.withLock { $0.most } }

        func change(by difference: Int) {
            counts.withLock {
                $0.now += difference
                $0.most = max($0.most, $0.now)
            }
        }
    }

    @Test func `never more hold a slot than there are`() async {
        let slots = Slots(3)
        let holders = Holders()
        await withTaskGroup(of: Void.self) { group in
            for _ in 1...200 {
                await slots.take()
                holders.change(by: 1)
                group.addTask {
                    await Task.yield()
                    holders.change(by: -1)
                    slots.giveBack()
                }
            }
        }
        #expect(holders.most <= 3)
        #expect(holders.now == 0)
    }
}
