import Decisions
import Instants

// What Orders published once. Each shape says what the next version changed, and why.

/// Version 2 split `createdAt` in two: shops send their orders on later, so when the customer ordered is not when Orders took the order.
struct OrderCreatedV1: FormerShape {
    static let version = 1
    var orderId: OrderID
    var createdAt: Instant

    func upcast() -> OrderCreatedV2 {
        OrderCreatedV2(orderId: orderId, orderedAt: createdAt, createdAt: createdAt)
    }
}

/// Version 3 added the total: what comes in is counted before it is paid.
struct OrderCreatedV2: FormerShape {
    static let version = 2
    var orderId: OrderID
    var orderedAt: Instant
    var createdAt: Instant

    func upcast() -> OrderCreated {
        OrderCreated(orderId: orderId, orderedAt: orderedAt, createdAt: createdAt, total: nil)
    }
}

/// Version 2 added who ended the order: customer care asked which orders the process had ended by itself.
struct OrderCancelledV1: FormerShape {
    static let version = 1
    var orderId: OrderID
    var reason: CancellationReason

    func upcast() -> OrderCancelledV2 {
        OrderCancelledV2(orderId: orderId, reason: reason, by: reason == .customerRequest ? .customer : .process)
    }
}

/// Version 3 narrowed `timedOut`: it had been the reason of orders too that a person gave up by hand.
struct OrderCancelledV2: FormerShape {
    static let version = 2
    var orderId: OrderID
    var reason: CancellationReason
    var by: CancelledBy

    func upcast() -> OrderCancelled {
        OrderCancelled(orderId: orderId, reason: by == .person && reason == .timedOut ? .givenUp : reason, by: by)
    }
}
