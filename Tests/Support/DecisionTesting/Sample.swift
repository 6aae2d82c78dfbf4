package import Contracts
import Decisions
package import Instants

/// The order all tables are about: two mugs and a teapot to Berlin.
package enum Sample {
    package static let order: OrderID = 7
    package static let items = [ItemQuantity(sku: "MUG", quantity: 2), ItemQuantity(sku: "POT", quantity: 1)]
    package static let address = address(postcode: "10115")
    package static let now = Instant(microsecondsSince1970: 1_795_449_600_000_000)

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
    package static let messages: [any FulfilmentMessage] = [
        OrderCreated(orderId: order, orderedAt: now, createdAt: now, total: total),
        paid,
        OrderPaidNotification(orderId: order, version: 2),
        OrderReady(orderId: order),
        OrderCompleted(orderId: order),
        OrderCancelled(orderId: order, reason: .customerRequest, by: .customer),
        OrderRefunded(orderId: order, amount: total),
        StockReceived(sku: "MUG", quantity: 5, warehouseId: "MAIN", unitWeightGrams: 300),
        reserved,
        StockShortageDetected(orderId: order, shortages: shortage),
        StockReleased(orderId: order, items: items),
        OrderPacked(orderId: order, items: items, warehouseId: "MAIN", totalWeightGrams: 900),
        ShipmentBooked(orderId: order, carrierId: "SWIFTPOST", trackingNumber: "SWIFTPOST-0000000007"),
        ShipmentBookingFailed(orderId: order, reason: .tooHeavy),
        ShipmentCancelled(orderId: order),
        ShipmentDispatched(orderId: order, carrierId: "SWIFTPOST", trackingNumber: "SWIFTPOST-0000000007"),
        ReserveStock(orderId: order, items: items),
        ReleaseStock(orderId: order),
        BookShipment(orderId: order, shipTo: address, totalWeightGrams: 900),
        CancelShipment(orderId: order),
        MarkOrderReady(orderId: order),
        CancelOrder(orderId: order, reason: .noCarrier),
        CommandAnswered(orderId: order, to: .cancelOrder, .orderCancelled, reason: .customerRequest),
        SagaClosed(orderId: order),
        CarrierAvailabilityChanged(carrierId: "SWIFTPOST", enabled: false),
        InterventionRecorded(action: "retryDeadLetter", by: "ada", why: "mended", about: order.stream),
    ]

    /// The sample message of a type.
    package static func message(_ type: MessageType) -> any FulfilmentMessage {
        guard let message = messages.first(where: { Swift.type(of: $0).type == type }) else {
            preconditionFailure("no sample of \(type)")
        }
        return message
    }
}
