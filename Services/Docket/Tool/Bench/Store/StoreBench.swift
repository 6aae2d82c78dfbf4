import Contracts
import Foundation

/// Takes the figures of the event store, run by run.
struct StoreBench: Sendable {
    static let usualEvents = 100_000
    static let longStream = 100

    let session: BenchSession
    var events = usualEvents

    func figures() async throws -> [Figure] {
        session.say("store: making \(events.grouped) events")
        let usual = try BenchStreams.usual(events: events, seed: session.seed)
        let long = try BenchStreams.long(orders: max(2, events / 1000), events: Self.longStream, seed: session.seed)
        // The same order every time, but not that of the rows in the file.
        var random = SplitMix64(seed: session.seed)
        let orders = usual.orders.shuffled(using: &random)
        var samples = Samples<StoreFigure>()
        for run in 1...session.runs {
            session.say("store: run \(run) of \(session.runs)")
            let (append, rehydrate) = try await measure(usual, orders)
            samples.add(.append, append)
            samples.add(.rehydrate, rehydrate)
            samples.add(.rehydrateLong, try await measure(long, long.orders).orders)
        }
        return samples.figures
    }

    /// Events appended a second, and orders rehydrated a second in the order given.
    private func measure(_ streams: BenchStreams, _ orders: [OrderID]) async throws -> (append: Pair, orders: Pair) {
        let stop = session.stop
        return try await session.withDirectory("store") { directory in
            try await onOwnThread {
                let plain = try PlainStore(directory.appending(path: "plain.db"))
                let pool = try StoreMeasurement.create(directory.appending(path: "orders.db"))
                let append = try StoreMeasurement.append(streams, to: pool, beside: plain, stop: stop)
                let streams = try PlainStreams(directory.appending(path: "orders.db"))
                return (append, try StoreMeasurement.rehydrate(orders, from: pool, beside: streams, stop: stop))
            }
        }
    }
}
