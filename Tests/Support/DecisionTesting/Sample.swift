package import Contracts
package import Foundation

/// The order all tables are about: two mugs and a teapot to Berlin.
package enum Sample {
    package static let order: OrderID = 7
    package static let items = [ItemQuantity(sku: "MUG", quantity: 2), ItemQuantity(sku: "POT", quantity: 1)]
    package static let address = address(postcode: "10115")
    package static let now = Date(timeIntervalSince1970: 1_795_449_600)

    package static func address(postcode: String) -> Address {
        Address(name: "Ada Example", street: "Hauptstr. 1", city: "Berlin", postcode: postcode, country: "DE")
    }

    /// Prices are written in the tests and not read from outside: one that is no money stops the test run.
    package static func eur(_ cents: Int) -> Money {
        do {
            return try Money(amount: cents, currency: "EUR")
        } catch {
            preconditionFailure(error.rawValue)
        }
    }

    package static let lines = [
        OrderItem(sku: "MUG", quantity: 2, unitPrice: eur(1_250)), OrderItem(sku: "POT", quantity: 1, unitPrice: eur(899)),
    ]
    package static let total = eur(3_399)

    package static let paid = OrderPaid(
        orderId: order, customerId: "C-1", items: lines, amount: total, shipTo: address)
    package static let reserved = StockReserved(orderId: order, items: items, warehouseId: "MAIN", totalWeightGrams: 900)
    package static let shortage = [Shortage(sku: "MUG", requested: 2, available: 1)]

    /// One message of each type.
    package static let messages: [Message] = [
        .orderCreated(OrderCreated(orderId: order, createdAt: now)),
        .orderPaid(paid),
        .orderPaidNotification(OrderPaidNotification(orderId: order, version: 2)),
        .orderReady(OrderReady(orderId: order)),
        .orderCompleted(OrderCompleted(orderId: order)),
        .orderCancelled(OrderCancelled(orderId: order, reason: .customerRequest)),
        .orderRefunded(OrderRefunded(orderId: order, amount: total)),
        .stockReceived(StockReceived(sku: "MUG", quantity: 5, warehouseId: "MAIN", unitWeightGrams: 300)),
        .stockReserved(reserved),
        .stockShortageDetected(StockShortageDetected(orderId: order, shortages: shortage)),
        .stockReleased(StockReleased(orderId: order, items: items)),
        .orderPacked(OrderPacked(orderId: order, items: items, warehouseId: "MAIN", totalWeightGrams: 900)),
        .shipmentBooked(ShipmentBooked(orderId: order, carrierId: "SWIFTPOST", trackingNumber: "SWIFTPOST-0000000007")),
        .shipmentBookingFailed(ShipmentBookingFailed(orderId: order, reason: .tooHeavy)),
        .shipmentCancelled(ShipmentCancelled(orderId: order)),
        .shipmentDispatched(
            ShipmentDispatched(orderId: order, carrierId: "SWIFTPOST", trackingNumber: "SWIFTPOST-0000000007")),
        .reserveStock(ReserveStock(orderId: order, items: items)),
        .releaseStock(ReleaseStock(orderId: order)),
        .bookShipment(BookShipment(orderId: order, shipTo: address, totalWeightGrams: 900)),
        .cancelShipment(CancelShipment(orderId: order)),
        .markOrderReady(MarkOrderReady(orderId: order)),
        .cancelOrder(CancelOrder(orderId: order, reason: .noCarrier)),
        .commandAnswered(CommandAnswered(orderId: order, to: .cancelOrder, .orderCancelled, reason: .customerRequest)),
        .workflowClosed(WorkflowClosed(orderId: order)),
        .carrierAvailabilityChanged(CarrierAvailabilityChanged(carrierId: "SWIFTPOST", enabled: false)),
        .interventionRecorded(InterventionRecorded(action: "retryLetter", by: "ada", why: "mended", orderId: order)),
    ]

    /// The sample message of a type.
    package static func message(_ type: MessageType) -> Message {
        guard let message = messages.first(where: { $0.type == type }) else { preconditionFailure("no sample of \(type)") }
        return message
    }
}
