import BusTesting
import Dispatch
import EventBus
import EventBusTesting
import Foundation
@testable import SQLiteEventBus
import Synchronization
import Testing

/// Group commit, without a database: who leads, and what goes together.
@Suite struct AppendQueueTests {
    private func append(_ count: Int, size: Int = 1) -> PendingAppend {
        PendingAppend((0..<count).map { .made(id: "\($0)") }, size: size)
    }

    @Test func `what arrives while one leads goes into the next group together`() throws {
        let queue = AppendQueue()
        let groups = Mutex<[Int]>([])
        let othersHaveArrived = DispatchSemaphore(value: 0)
        let firstHasTaken = DispatchSemaphore(value: 0)
        let isFirst = Atomic<Bool>(true)
        let answers = try concurrently(Array(0...6)) { worker -> [Position] in
            if worker == 6 {
                firstHasTaken.wait()
                // Some may have come in time for the first group.
                let inFirst = groups.withLock { $0.first ?? 0 }
                while queue.length + inFirst < 6 { sched_yield() }
                othersHaveArrived.signal()
                return []
            }
            return try queue.submit(append(1)) {
                let group = queue.takeGroup()
                groups.withLock { $0.append(group.count) }
                if isFirst.exchange(false, ordering: .relaxed) {
                    firstHasTaken.signal()
                    othersHaveArrived.wait()
                }
                for member in group { member.resume(.done(.success([1]))) }
            }
        }
        #expect(answers.count(where: { $0 == [1] }) == 6)
        #expect(groups.withLock { $0.reduce(0, +) } == 6)
        #expect(groups.withLock { $0.count } == 2)
    }

    @Test func `a group keeps within the limits of a batch, but takes one at least`() throws {
        let queue = AppendQueue()
        let largest = append(BatchLimits.messages)
        let taken = try queue.submit(largest) {
            let group = queue.takeGroup()
            for member in group { member.resume(.done(.success([Position(group.count)]))) }
        }
        #expect(taken == [1])
    }

    @Test func `a failure reaches everyone of the group, and the next is not harmed`() throws {
        let queue = AppendQueue()
        let error = #expect(throws: BusError.self) {
            try queue.submit(append(1)) {
                for member in queue.takeGroup() { member.resume(.done(.failure(BusError(.unavailable, "no room")))) }
            }
        }
        #expect(error?.code == .unavailable)
        let positions = try queue.submit(append(1)) {
            for member in queue.takeGroup() { member.resume(.done(.success([7]))) }
        }
        #expect(positions == [7])
    }
}
