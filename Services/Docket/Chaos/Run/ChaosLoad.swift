import Contracts
import DocketClient
import DocketCompare
import DocketLoad
import Foundation
import Synchronization

/// Made-up orders without end, until the time is up or it is to stop.
struct EndlessSource: OrderSource {
    private var generator: OrderGenerator
    private let end: StopFlag

    init(seed: UInt64, end: StopFlag) {
        generator = OrderGenerator(count: .max, seed: seed)
        self.end = end
    }

    var skus: [SKU] { generator.skus }
    var count: Int { .max }

    mutating func next() throws -> SourceItem? { end.isSet ? nil : try generator.next() }
}

/// Steady load over HTTP by clients that repeat a call with the same key until it is answered, and some that change their minds.
final class ChaosLoad: Sendable {
    private let rig: Rig
    private let plan: ChaosPlan
    let tally = LoadTally()
    private let window = Mutex(LatencyHistogram())
    private let cancelling = AsyncStream.makeStream(of: OrderID.self)

    /// A minute and a half, and more.
    private static let attempts = 40
    /// Units of each SKU: the popular half is never short, of the others some orders find none.
    private static let stock: (popular: Quantity, rare: Quantity) = (500_000, 40)

    init(_ rig: Rig, _ plan: ChaosPlan) {
        self.rig = rig
        self.plan = plan
    }

    func receive() async throws {
        let runner = makeRunner()
        let skus = OrderGenerator(count: 1, seed: plan.seed).skus
        let half = skus.count / 2
        try await runner.receive(Self.stock.popular, of: Array(skus[..<half]))
        try await runner.receive(plan.isSoak ? Self.stock.popular : Self.stock.rare, of: Array(skus[half...]))
    }

    /// Returns when every order that was begun is paid, or has failed for good.
    func run(until end: StopFlag) async throws {
        let canceller = Task { [rig, cancelling] in
            for await order in cancelling.stream {
                // Too late (409) is as good an answer as any; no answer at all leaves the order as it is.
                _ = try? await rig.api.orders.cancel(order)
            }
        }
        var runner = makeRunner()
        runner.onPaid = { [self] order, due in
            window.withLock { $0.record(.now - due) }
            if order.rawValue.isMultiple(of: ChaosPlan.ordersPerCancellation) { cancelling.continuation.yield(order) }
        }
        var source = EndlessSource(seed: plan.seed, end: end)
        try await runner.run(&source)
        cancelling.continuation.finish()
        await canceller.value
    }

    /// Latencies since this was asked last: from the moment an order was due to its payment being accepted.
    func takeWindow() -> LatencyHistogram {
        window.withLock { window in
            defer { window = LatencyHistogram() }
            return window
        }
    }

    private func makeRunner() -> LoadRunner {
        var runner = rig.runner(
            modes: plan.modes, rate: plan.rate, batch: "chaos-\(plan.seed)", concurrency: 2_000, tally: tally)
        runner.attempts = Self.attempts
        return runner
    }
}
