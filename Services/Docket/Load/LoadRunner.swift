package import Contracts
package import Decisions
package import DocketClient
import DocketCommandLine
import Foundation
import Instants

/// Sends the orders of a source: creates and pays each, a bounded number at a time.
package struct LoadRunner: Sendable {
    package let api: DocketAPI
    /// Each order is sent once for each of these; `nil` leaves the mode to the service.
    package let modes: [CoordinationMode?]
    /// Payload style of the payments; `nil` leaves it to the order, and to the service.
    package var payloadStyle: PayloadStyle?
    package let batch: String
    package let concurrency: Int
    /// Orders a second, or `nil` for as fast as the connections allow.
    package let rate: Double?
    package let tally: LoadTally
    package let stop: StopFlag
    /// Called with each order that is left out, by the file or by the service, when it is met.
    package let onLeftOut: @Sendable (LeftOut) -> Void
    /// Called with each order that was paid, and when it was due.
    package var onPaid: @Sendable (OrderID, ContinuousClock.Instant) -> Void = { _, _ in }
    /// How often a call is made before it has failed. Where services are killed on purpose, more often than usual.
    package var attempts = Retry.attempts

    package init(
        api: DocketAPI, modes: [CoordinationMode?], payloadStyle: PayloadStyle? = nil, batch: String, concurrency: Int,
        rate: Double?,
        tally: LoadTally, stop: StopFlag, onLeftOut: @escaping @Sendable (LeftOut) -> Void,
        onPaid: @escaping @Sendable (OrderID, ContinuousClock.Instant) -> Void = { _, _ in }, attempts: Int = Retry.attempts
    ) {
        self.api = api
        self.modes = modes
        self.payloadStyle = payloadStyle
        self.batch = batch
        self.concurrency = concurrency
        self.rate = rate
        self.tally = tally
        self.stop = stop
        self.onLeftOut = onLeftOut
        self.onPaid = onPaid
        self.attempts = attempts
    }
    /// An order that was created before is one that an earlier run has sent, and not one whose answer was lost.
    private let begin = Instant(Date.now)

    /// Books goods in, so that every SKU of the source can be sold; each SKU once for each source and batch, however often it is run.
    ///
    /// - Parameter source: the ``OrderSource/name`` of the source that the SKUs are from.
    package func receive(_ quantity: Quantity, of skus: [SKU], source: String = "") async throws {
        try await withThrowingDiscardingTaskGroup { group in
            let slots = Slots(concurrency)
            for sku in skus {
                await slots.take()
                guard !stop.isSet, !group.isCancelled else { return }
                group.addTask {
                    defer { slots.giveBack() }
                    try await receive(ReceivedGoods(sku: sku, quantity: quantity), source: source)
                }
            }
        }
    }

    private func receive(_ goods: ReceivedGoods, source: String) async throws(APIError) {
        let key = Digest(["goods-in", batch, source, "\(goods.quantity)", goods.sku.rawValue])
        let labels = RequestLabels(idempotencyKey: "load-\(key)", correlationID: "load-\(key)")
        _ = try await Retry(stop: stop, attempts: attempts)({ () async throws(APIError) in
            try await api.stock.receive([goods], labels: labels)
        })
    }

    /// Returns when every order has its answer, or soon after the stop flag is set: what is under way is finished.
    package func run(_ source: inout some OrderSource) async throws {
        let pace = Pace(rate: rate)
        var number = 0
        try await withThrowingDiscardingTaskGroup { group in
            let slots = Slots(concurrency)
            while !stop.isSet, let item = try source.next() {
                switch item {
                case .leftOut(let order):
                    // Rows without an order's number are no order.
                    if order.number != nil { tally.read() }
                    leaveOut(order)
                case .order(let order):
                    tally.read()
                    for mode in modes {
                        let due = pace.due(number)
                        number += 1
                        if let due { await stop.sleep(until: due) }
                        await slots.take()
                        guard !stop.isSet else { return }
                        group.addTask {
                            await send(order, mode, due: due ?? .now)
                            slots.giveBack()
                        }
                    }
                }
            }
        }
    }

    private func send(_ order: LoadOrder, _ mode: CoordinationMode?, due: ContinuousClock.Instant) async {
        var body = order.order
        body.mode = mode ?? body.mode
        body.payloadStyle = payloadStyle ?? body.payloadStyle
        let keys = OrderKeys(order, mode: body.mode, payloadStyle: body.payloadStyle, batch: batch)
        let retry = Retry(stop: stop, attempts: attempts)
        tally.sent()
        let created: OrderView, isReplay: Bool
        let start = ContinuousClock.now
        do throws(APIError) {
            let request = body
            (created, isReplay) = try await retry({ () async throws(APIError) in
                try await api.orders.createOnce(request, labels: keys.creation)
            })
        } catch {
            return refused(order, error)
        }
        do throws(APIError) {
            let paying = ContinuousClock.now
            tally.created(created.orderId, after: paying - start, isRepeat: isReplay && created.createdAt < begin)
            _ = try await retry({ () async throws(APIError) in
                try await api.orders.pay(created.orderId, labels: keys.payment)
            })
            tally.paid(after: .now - paying, sinceDue: .now - due)
            onPaid(created.orderId, due)
        } catch {
            tally.failed("\(error)")
        }
    }

    /// An order that the service does not take is left out, as one that the file does not give whole.
    private func refused(_ order: LoadOrder, _ error: APIError) {
        guard let status = error.status, (400..<500).contains(status), !error.isRetriable, let row = order.rows.first else {
            return tally.failed("\(error)")
        }
        let reason =
            error.isOfReusedKey
            ? "order \(order.number) was sent before with other content; --batch NAME sends it as a new one" : error.reason
        tally.unsent()
        leaveOut(LeftOut(number: order.number, badRows: [BadRow(line: row.line, reason: reason)], rows: order.rows))
    }

    private func leaveOut(_ order: LeftOut) {
        if tally.leftOut(order) { onLeftOut(order) }
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
