import Contracts
import DeterministicSimulation
import DocketClient
import DocketCommandLine
import Foundation

/// Takes the figures of the event store, run by run.
struct StoreBench: Sendable {
    static let usualEvents = 100_000
    static let longStream = 100
    static let behindSnapshot = 4

    let session: BenchSession
    var events = usualEvents

    func figures() async throws -> [Figure] {
        session.report("store: making \(events.grouped) events")
        let usual = try BenchStreams.usual(events: events, seed: session.seed)
        let long = try BenchStreams.long(orders: max(2, events / 1000), events: Self.longStream, seed: session.seed)
        // The same order every time, but not that of the rows in the file.
        var random = Seeded(session.seed)
        let orders = usual.orders.shuffled(using: &random)
        var samples = Samples<StoreFigure>()
        for run in 1...session.runs {
            session.report("store: run \(run) of \(session.runs)")
            let (append, rehydrate, _) = try await measure(usual, orders)
            samples.add(.append, append)
            samples.add(.rehydrate, rehydrate)
            let (_, whole, snapshot) = try await measure(long, long.orders, takesSnapshots: true)
            samples.add(.rehydrateLong, whole)
            samples.add(.rehydrateSnapshot, snapshot)
            samples.add(.breakEven, Self.breakEven(usual: rehydrate.docket, long: whole.docket, snapshot: snapshot.docket))
        }
        return samples.figures
    }

    /// What a snapshot costs more than none, in events: both ways read ``behindSnapshot`` events, as many as a usual order has.
    ///
    /// - Parameters: Orders a second.
    private static func breakEven(usual: Double, long: Double, snapshot: Double) -> Double {
        let event = (1 / long - 1 / usual) / Double(longStream - behindSnapshot)
        return max(0, (1 / snapshot - 1 / usual) / event)
    }

    /// Events appended a second, and orders rehydrated a second in the order given, without snapshots and with them.
    private func measure(
        _ streams: BenchStreams, _ orders: [OrderID], takesSnapshots: Bool = false
    ) async throws -> (append: Pair, orders: Pair, snapshots: Pair) {
        let stop = session.stop
        return try await session.withDirectory("store") { directory in
            try await onOwnThread {
                let plain = try PlainStore(directory.appending(path: "plain.db"))
                let pool = try StoreMeasurement.create(directory.appending(path: "orders.db"))
                let append = try StoreMeasurement.append(streams, to: pool, beside: plain, stop: stop)
                let streams = try PlainStreams(directory.appending(path: "orders.db"))
                let whole = try StoreMeasurement.rehydrate(orders, from: pool, beside: streams, stop: stop)
                guard takesSnapshots else { return (append, whole, whole) }
                try StoreMeasurement.takeSnapshots(orders, before: Self.behindSnapshot, in: pool)
                return (append, whole, try StoreMeasurement.rehydrate(orders, from: pool, beside: streams, stop: stop))
            }
        }
    }
}
