public import Contracts
public import Decisions

/// What Orders takes from the bus, by the workflow of the order.
public let ordersSubscription = Subscription(
    choreography: [.shipmentBooked, .stockShortageDetected, .shipmentBookingFailed],
    orchestration: [.markOrderReady, .cancelOrder, .workflowClosed],
    both: [.shipmentDispatched])

/// Orders' part of the choreography: which command follows from which event, when nobody leads the order.
public enum ChoreographyPolicy {
    public static func command(after event: Message) -> Message? {
        switch event {
        case .shipmentBooked(let booked): .markOrderReady(MarkOrderReady(orderId: booked.orderId))
        case .stockShortageDetected(let short): .cancelOrder(CancelOrder(orderId: short.orderId, reason: .stockShortage))
        case .shipmentBookingFailed(let failed): .cancelOrder(CancelOrder(orderId: failed.orderId, reason: .noCarrier))
        default: nil
        }
    }
}
