import Contracts
import DocketCommandLine
import DocketCompare
import DocketLoad
import Foundation
import Synchronization

extension FlowBench {
    /// An open loop: each order is created and paid when it is due, however long others take. A short while of it goes before and
    /// does not count.
    ///
    /// - Parameters:
    ///   - withCosts: Take what an order costs too, in time of the processors and in durable commits.
    ///   - baselines: Seconds from paid to ready in the plain programs.
    func steady(
        _ rig: Rig, name: String, withCosts: Bool, baselines: [Double]? = nil, _ samples: inout FlowSamples
    ) async throws {
        let orders = try plan.made(plan.rate * plan.seconds)
        let warmUp = Array(orders.prefix(plan.rate * min(plan.seconds, 2)))
        report("\(rig.mode): \(plan.rate) orders a second for \(plan.seconds) s")
        try await rig.receive(ListSource(orders).skus)
        _ = try await send(warmUp, to: rig, batch: "\(name)-warm-up")
        // Asking for the commits is work for the services too, so it stays outside of the time that is counted.
        let (commits, start) = (try await rig.commits(), try rig.position())
        let usage = await rig.usage()
        let due = try await send(orders, to: rig, batch: name)
        let (usageAfter, commitsAfter) = (await rig.usage(), try await rig.commits())

        let log = try rig.read(after: start)
        let sinceDue = due.compactMap { subject, due in log.ready[subject].map { $0.timeIntervalSince(due) } }
        samples.add(name, percentilesOf: log.paidToReady, baselines: baselines)
        samples.add("\(name).due", percentilesOf: sinceDue)
        guard withCosts else { return }
        let perOrder = 1 / Double(orders.count)
        samples.add("flow.commits.\(rig.mode)", "commits/order", Double(commitsAfter - commits) * perOrder)
        for (service, seconds) in usageAfter.cpuSeconds(since: usage) {
            samples.add("flow.cpu.\(service).\(rig.mode)", "ms/order", seconds * 1000 * perOrder)
        }
    }

    /// Sends the orders at the steady rate and waits for their end. Returns when each was due, by its subject on the bus.
    private func send(_ orders: [LoadOrder], to rig: Rig, batch: String) async throws -> [String: Date] {
        let start = try rig.position()
        let (now, instant) = (Date(), ContinuousClock.now)
        let due = DueTimes()
        // As many at once as there are: a late answer holds no other order up.
        let paid = try await rig.send(orders, rate: Double(plan.rate), batch: batch, concurrency: orders.count) { order, time in
            due.add(order, now.addingTimeInterval((time - instant).seconds))
        }
        try await rig.untilDecided(paid, after: start)
        try await rig.untilClosed()
        return due.times
    }
}

/// When each order was due. Noted by many tasks at once.
private final class DueTimes: Sendable {
    private let state = Mutex<[String: Date]>([:])

    var times: [String: Date] { state.withLock { $0 } }

    func add(_ order: OrderID, _ time: Date) { state.withLock { $0["Order-\(order)"] = time } }
}
