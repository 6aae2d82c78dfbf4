public import Contracts
public import Decisions

/// What Shipping is asked to do, over HTTP, by a message, or by its own policy.
public enum ShippingCommand: Sendable, Hashable {
    /// An event says where a parcel goes or what it weighs. It is booked as soon as both are known, in whichever order they come.
    case announce(OrderID, shipTo: Address? = nil, weight: Int? = nil)
    case book(BookShipment)
    case cancel(OrderID)
    case dispatch(OrderID)
    /// Puts a carrier on duty or off it.
    case switchCarrier(CarrierID, enabled: Bool)
}

/// What Shipping takes from the bus, and what it does then.
///
/// A booking needs the address, which `OrderPaid` carries, and the weight, which `StockReserved` carries. Neither service is called
/// back for it: what each event says is kept.
public let shippingMessages = MessageTable<ShippingCommand>([
    .command(BookShipment.self) { .book($0) },
    .command(CancelShipment.self) { .cancel($0.orderId) },
    .event(OrderPaid.self, in: .choreography) { .announce($0.orderId, shipTo: $0.shipTo) },
    .notification(OrderPaidNotification.self, in: .choreography),
    .event(StockReserved.self, in: .choreography) { .announce($0.orderId, weight: $0.totalWeightGrams) },
    .event(OrderCancelled.self, in: .choreography) { .cancel($0.orderId) },
    .event(OrderPacked.self) { .dispatch($0.orderId) },
])

/// What Shipping publishes, as it knows it.
public enum ShippingFact: Sendable, Hashable {
    case booked(ShipmentBooked)
    case bookingFailed(ShipmentBookingFailed)
    case cancelled(OrderID)
    case dispatched(OrderID)
    case carrierSwitched(CarrierID, enabled: Bool)
    /// Returns what was there before, and changes nothing.
    case answered
}

public let shippingPublications = PublicationTable<ShippingFact>([
    .message(ShipmentBooked.self) { .booked($0) },
    .message(ShipmentBookingFailed.self) { .bookingFailed($0) },
    .message(ShipmentCancelled.self) { .cancelled($0.orderId) },
    .message(ShipmentDispatched.self) { .dispatched($0.orderId) },
    .message(CarrierAvailabilityChanged.self) { .carrierSwitched($0.carrierId, enabled: $0.enabled) },
    .message(CommandAnswered.self) { _ in .answered },
])
