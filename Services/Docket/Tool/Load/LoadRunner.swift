import Contracts
import Decisions
import Foundation

/// Sends the orders of a source: creates and pays each, a bounded number at a time.
struct LoadRunner: Sendable {
    let api: DocketAPI
    /// Each order is sent once for each of these; `nil` leaves the mode to the service.
    let workflows: [Workflow?]
    /// How the payments are told; `nil` leaves it to the order, and to the service.
    var payloadStyle: PayloadStyle?
    let batch: String
    let concurrency: Int
    /// Orders a second, or `nil` for as fast as the connections allow.
    let rate: Double?
    let tally: LoadTally
    let stop: StopFlag
    /// Told about each bad row when it is met.
    let onBadRow: @Sendable (BadRow) -> Void
    /// Told about each order that was paid, and when it was due.
    var onPaid: @Sendable (OrderID, ContinuousClock.Instant) -> Void = { _, _ in }
    /// How often a call is made before it has failed. Where services are killed on purpose, more often than usual.
    var attempts = Retry.attempts
    /// An order that was created before is one that an earlier run has sent. A second of slack: times come in milliseconds.
    let begin = Date.now.addingTimeInterval(-1)

    /// Books goods in, so that every SKU of the source can be sold; once for each source and batch, however often it is run.
    ///
    /// - Parameter source: the ``OrderSource/identity`` of the source that the SKUs are from.
    func receive(_ quantity: Quantity, of skus: [SKU], source: Digest = Digest([])) async throws(APIError) {
        // Small calls: Stock handles each in one transaction, and other requests get their turn in between.
        for start in stride(from: 0, to: skus.count, by: 1000) {
            let chunk = skus[start..<min(start + 1000, skus.count)].map { GoodsIn(sku: $0, quantity: quantity) }
            let key = Digest(["goods-in", batch, "\(source)", "\(quantity)"] + chunk.map(\.sku.rawValue))
            let labels = RequestLabels(idempotencyKey: "load-\(key)", correlationID: "load-\(key)")
            _ = try await Retry(stop: stop)({ () async throws(APIError) in try await api.stock.receive(chunk, labels: labels) })
            if stop.isSet { return }
        }
    }

    /// Returns when every order has its answer, or soon after the stop flag is set: what is under way is finished.
    func run(_ source: inout some OrderSource) async throws {
        let pace = Pace(rate: rate)
        var number = 0
        try await withThrowingDiscardingTaskGroup { group in
            let slots = Slots(concurrency)
            while !stop.isSet, let item = try source.next() {
                switch item {
                case .badRow(let row):
                    tally.bad(row)
                    onBadRow(row)
                case .order(let order):
                    for workflow in workflows {
                        let due = pace.due(number)
                        number += 1
                        if let due { await stop.sleep(until: due) }
                        await slots.take()
                        guard !stop.isSet else { return }
                        group.addTask {
                            await send(order, workflow, due: due ?? .now)
                            slots.giveBack()
                        }
                    }
                }
            }
        }
    }

    private func send(_ order: LoadOrder, _ workflow: Workflow?, due: ContinuousClock.Instant) async {
        var body = order.order
        body.workflow = workflow ?? body.workflow
        body.payloadStyle = payloadStyle ?? body.payloadStyle
        let keys = OrderKeys(order, workflow: body.workflow, payloadStyle: body.payloadStyle, batch: batch)
        let retry = Retry(stop: stop, attempts: attempts)
        tally.sent()
        do {
            let start = ContinuousClock.now
            let request = body
            let created = try await retry({ () async throws(APIError) in
                try await api.orders.create(request, labels: keys.creation)
            })
            let paying = ContinuousClock.now
            tally.created(created, after: paying - start, isRepeat: created.createdAt < begin)
            _ = try await retry({ () async throws(APIError) in
                try await api.orders.pay(created.orderId, labels: keys.payment)
            })
            tally.paid(after: .now - paying, sinceDue: .now - due)
            onPaid(created.orderId, due)
        } catch {
            tally.failed("\(error)")
        }
    }
}

/// When each order is due: every 1/R seconds from the start, however long answers take (an open loop).
///
/// Latency counts from the moment an order was due, so a service that stalls is charged for the orders that had to wait.
struct Pace: Sendable {
    private let start: ContinuousClock.Instant
    private let interval: Duration?

    /// - Parameter rate: orders a second; `nil` for as fast as connections allow.
    init(rate: Double?, from start: ContinuousClock.Instant = .now) {
        self.start = start
        interval = rate.map { .seconds(1) / $0 }
    }

    /// `nil`: at once.
    func due(_ number: Int) -> ContinuousClock.Instant? {
        interval.map { start + $0 * Double(number) }
    }
}
