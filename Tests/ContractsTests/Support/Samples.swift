import Contracts
import Decisions
import Instants

/// One full example of each message: every member is there, no list is empty.
enum Samples {
    static func sample(of type: MessageType) throws -> any FulfilmentMessage {
        switch type {
        case .orderCreated:
            OrderCreated(
                orderId: order, orderedAt: Instant(microsecondsSince1970: 1_795_449_600_125_000),
                createdAt: Instant(microsecondsSince1970: 1_795_449_600_125_000), total: try eur(3_399))
        case .orderPaid:
            OrderPaid(orderId: order, customerId: "C-1", items: try orderItems(), amount: try eur(3_399), shipTo: address)
        case .orderPaidNotification: OrderPaidNotification(orderId: order, version: 2)
        case .orderReady: OrderReady(orderId: order)
        case .orderCompleted: OrderCompleted(orderId: order)
        case .orderCancelled: OrderCancelled(orderId: order, reason: .customerRequest, by: .customer)
        case .orderRefunded: OrderRefunded(orderId: order, amount: try eur(3_399))
        case .stockReceived:
            StockReceived(sku: "MUG", quantity: 100, warehouseId: "MAIN", unitWeightGrams: 400)
        case .stockReserved:
            StockReserved(orderId: order, items: items, warehouseId: "MAIN", totalWeightGrams: 900)
        case .stockShortageDetected:
            StockShortageDetected(orderId: order, shortages: [Shortage(sku: "MUG", requested: 2, available: 1)])
        case .stockReleased: StockReleased(orderId: order, items: items)
        case .orderPacked: OrderPacked(orderId: order, items: items, warehouseId: "MAIN", totalWeightGrams: 900)
        case .shipmentBooked:
            ShipmentBooked(orderId: order, carrierId: "SNAIL", trackingNumber: "SNAIL-0000012345")
        case .shipmentBookingFailed:
            ShipmentBookingFailed(orderId: order, reason: .postcodeNotServed)
        case .shipmentCancelled: ShipmentCancelled(orderId: order)
        case .shipmentDispatched:
            ShipmentDispatched(orderId: order, carrierId: "SNAIL", trackingNumber: "SNAIL-0000012345")
        case .reserveStock: ReserveStock(orderId: order, items: items)
        case .releaseStock: ReleaseStock(orderId: order)
        case .bookShipment: BookShipment(orderId: order, shipTo: address, totalWeightGrams: 900)
        case .cancelShipment: CancelShipment(orderId: order)
        case .markOrderReady: MarkOrderReady(orderId: order)
        case .cancelOrder: CancelOrder(orderId: order, reason: .stockShortage)
        case .commandAnswered:
            CommandAnswered(
                orderId: order, to: .cancelOrder, .orderCancelled, totalWeightGrams: 900, reason: .customerRequest)
        case .sagaClosed: SagaClosed(orderId: order)
        case .carrierAvailabilityChanged:
            CarrierAvailabilityChanged(carrierId: "SNAIL", enabled: false)
        case .interventionRecorded:
            InterventionRecorded(
                action: "editDeadLetter", by: "ada", why: "a typing error", position: 17, about: order.stream, before: "{",
                after: "{}"
            )
        }
    }

    static let order: OrderID = 12_345
    static let items = [ItemQuantity(sku: "MUG", quantity: 2), ItemQuantity(sku: "TEA/GREEN 100", quantity: 1)]
    static let address = Address(
        name: "Ada Example", street: "Hauptstraße 1", city: "Berlin", postcode: "10115", country: "DE")

    static func eur(_ cents: Int) throws -> Money { try Money(amount: cents, currency: "EUR") }

    static func orderItems() throws -> [OrderItem] {
        [
            OrderItem(sku: "MUG", quantity: 2, unitPrice: try eur(1_250)),
            OrderItem(sku: "TEA/GREEN 100", quantity: 1, unitPrice: try eur(899)),
        ]
    }
}
