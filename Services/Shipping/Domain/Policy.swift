public import Contracts
public import Decisions

/// What Shipping takes from the bus, by the workflow of the order.
public let shippingSubscription = Subscription(
    choreography: [.orderPaid, .orderPaidNotification, .stockReserved, .orderCancelled],
    orchestration: [.bookShipment, .cancelShipment],
    both: [.orderPacked])

/// Shipping's part of the choreography.
///
/// A booking needs the address, which `OrderPaid` carries, and the weight, which `StockReserved` carries. Nobody is called back for
/// either: what each event says is kept until both are there, in whichever order they come.
public enum ChoreographyPolicy {
    public enum Reaction: Sendable, Hashable {
        /// The event tells something about the parcel that is worth keeping.
        case learn(Shipment)
        case carryOut(Message)
        case nothing
    }

    public static func reaction(to event: Message, shipment: Shipment?) -> Reaction {
        switch event {
        case .orderPaid(let paid): bookOrLearn(paid.orderId, shipTo: paid.shipTo, weight: nil, shipment)
        case .stockReserved(let reserved): bookOrLearn(reserved.orderId, shipTo: nil, weight: reserved.totalWeightGrams, shipment)
        case .orderCancelled(let cancelled): .carryOut(.cancelShipment(CancelShipment(orderId: cancelled.orderId)))
        default: .nothing
        }
    }

    private static func bookOrLearn(_ order: OrderID, shipTo: Address?, weight: Int?, _ known: Shipment?) -> Reaction {
        var shipment = known ?? Shipment(orderId: order, state: .announced)
        guard shipment.state == .announced else { return .nothing }
        shipment.shipTo = shipTo ?? shipment.shipTo
        shipment.totalWeightGrams = weight ?? shipment.totalWeightGrams
        guard let shipTo = shipment.shipTo, let weight = shipment.totalWeightGrams else { return .learn(shipment) }
        return .carryOut(.bookShipment(BookShipment(orderId: order, shipTo: shipTo, totalWeightGrams: weight)))
    }
}
