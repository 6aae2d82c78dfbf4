import Contracts

extension Message {
    /// What a reader of the story wants to know of a message, beyond its name and order; `nil` if nothing.
    var detail: String? {
        switch self {
        case .orderPaid(let paid): "\(paid.amount) for \(Self.list(paid.items.map { ($0.sku, $0.quantity) }))"
        case .orderPaidNotice(let notice): "version \(notice.version); whoever needs more asks Orders"
        case .orderCancelled(let cancelled): "because: \(cancelled.reason.rawValue)"
        case .orderRefunded(let refunded): "\(refunded.amount) back to the customer"
        case .stockReceived(let received): "\(received.quantity) x \(received.sku) into \(received.warehouseId)"
        case .reserveStock(let reserve): Self.list(reserve.items.map { ($0.sku, $0.quantity) })
        case .stockReserved(let reserved):
            "\(Self.list(reserved.items.map { ($0.sku, $0.quantity) })) from \(reserved.warehouseId)"
        case .stockShortageDetected(let short):
            short.shortages.map { "\($0.requested) x \($0.sku) wanted, \($0.available) there" }.joined(separator: ", ")
        case .stockReleased(let released):
            released.items.isEmpty ? "nothing was held" : "\(Self.list(released.items.map { ($0.sku, $0.quantity) })) put back"
        case .orderPacked(let packed): "\(packed.totalWeightGrams) g"
        case .bookShipment(let book): "\(book.totalWeightGrams) g to \(book.shipTo.postcode)"
        case .shipmentBooked(let booked): "\(booked.carrierId), \(booked.trackingNumber)"
        case .shipmentBookingFailed(let failed): "because: \(failed.reason.rawValue)"
        case .shipmentDispatched(let dispatched): "by \(dispatched.carrierId)"
        case .carrierAvailabilityChanged(let carrier):
            "\(carrier.carrierId) takes \(carrier.enabled ? "parcels again" : "no parcels")"
        case .interventionRecorded(let record): record.action
        case .commandAnswered(let answer): "to \(answer.command): \(answer.outcome.rawValue) before"
        case .cancelOrder(let cancel): "because: \(cancel.reason.rawValue)"
        case .orderCreated, .orderReady, .orderCompleted, .shipmentCancelled, .releaseStock, .cancelShipment, .markOrderReady,
            .workflowClosed:
            nil
        }
    }

    private static func list(_ items: [(sku: SKU, quantity: Quantity)]) -> String {
        items.map { "\($0.quantity) x \($0.sku)" }.joined(separator: ", ")
    }
}
