public import Contracts
public import Decisions

/// What Stock takes from the bus, by the workflow of the order.
public let stockSubscription = Subscription(
    choreography: [.orderPaid, .orderPaidNotification, .orderCancelled],
    orchestration: [.reserveStock, .releaseStock],
    both: [.orderReady, .shipmentDispatched])

/// Stock's part of the choreography: which command follows from which event, when nobody leads the order.
public enum ChoreographyPolicy {
    public static func command(after event: Message) -> Message? {
        switch event {
        case .orderPaid(let paid):
            .reserveStock(
                ReserveStock(
                    orderId: paid.orderId, items: paid.items.map { ItemQuantity(sku: $0.sku, quantity: $0.quantity) }))
        case .orderCancelled(let cancelled): .releaseStock(ReleaseStock(orderId: cancelled.orderId))
        default: nil
        }
    }
}
