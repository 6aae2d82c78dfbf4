public import Decisions
public import Instants

// What Orders publishes and is asked for.

/// A notification, nothing more: a new order exists. For more, ask Orders.
public struct OrderCreated: OrderMessage, EventMessage {
    public static let type = MessageType.orderCreated
    public static let publishers = ["orders"]
    public static let beginsChains = true
    public var orderId: OrderID
    public var createdAt: Instant

    public init(orderId: OrderID, createdAt: Instant) {
        self.orderId = orderId
        self.createdAt = createdAt
    }
}

/// The order is paid. Carries all that others need, so that no consumer has to call back (state transfer).
public struct OrderPaid: OrderMessage, EventMessage {
    public static let type = MessageType.orderPaid
    public static let publishers = ["orders"]
    public static let beginsChains = true
    public var orderId: OrderID
    public var customerId: CustomerID
    public var items: [OrderItem]
    public var amount: Money
    public var shipTo: Address

    public var summary: String? { "\(amount) for \(items.map { "\($0.quantity) x \($0.sku)" }.joined(separator: ", "))" }

    public init(orderId: OrderID, customerId: CustomerID, items: [OrderItem], amount: Money, shipTo: Address) {
        self.orderId = orderId
        self.customerId = customerId
        self.items = items
        self.amount = amount
        self.shipTo = shipTo
    }
}

/// The same fact as ``OrderPaid``, as a notification: the order is paid, and consumers that need to know what was bought ask Orders.
public struct OrderPaidNotification: OrderMessage, NotificationMessage {
    public typealias Full = OrderPaid
    public static let type = MessageType.orderPaidNotification
    public static let publishers = ["orders"]
    public static let beginsChains = true
    public var orderId: OrderID
    /// The version of the order's stream with the payment in it. Who calls back asks for this version or a later one.
    public var version: Int

    public var summary: String? { "version \(version); the details are at Orders" }

    public init(orderId: OrderID, version: Int) {
        self.orderId = orderId
        self.version = version
    }
}

/// Asks Orders to let the order through: the pivot. Answered by ``OrderReady``, or by ``OrderCancelled`` if that came first.
public struct MarkOrderReady: OrderMessage, CommandMessage {
    public static let type = MessageType.markOrderReady
    public static let publishers = ["dispatch"]
    public var orderId: OrderID

    public init(orderId: OrderID) {
        self.orderId = orderId
    }
}

/// The pivot: from here the order goes through. Steps are retried, never undone.
public struct OrderReady: OrderMessage, EventMessage {
    public static let type = MessageType.orderReady
    public static let publishers = ["orders"]
    public var orderId: OrderID

    public init(orderId: OrderID) {
        self.orderId = orderId
    }
}

/// The parcel is on its way and the order is closed.
public struct OrderCompleted: OrderMessage, EventMessage {
    public static let type = MessageType.orderCompleted
    public static let publishers = ["orders"]
    public var orderId: OrderID

    public init(orderId: OrderID) {
        self.orderId = orderId
    }
}

/// Asks Orders to end an order that is not ready yet and to refund it. Answered by ``OrderCancelled``, or by ``OrderReady``
/// if the order went through first.
public struct CancelOrder: OrderMessage, CommandMessage {
    public static let type = MessageType.cancelOrder
    public static let publishers = ["dispatch"]
    public var orderId: OrderID
    public var reason: CancellationReason

    public var summary: String? { "because: \(reason.rawValue)" }

    public init(orderId: OrderID, reason: CancellationReason) {
        self.orderId = orderId
        self.reason = reason
    }
}

/// The order ended before the pivot. Services release what they hold for it.
public struct OrderCancelled: OrderMessage, EventMessage {
    public static let type = MessageType.orderCancelled
    public static let publishers = ["orders"]
    public static let beginsChains = true
    public var orderId: OrderID
    public var reason: CancellationReason

    public var summary: String? { "because: \(reason.rawValue)" }

    public init(orderId: OrderID, reason: CancellationReason) {
        self.orderId = orderId
        self.reason = reason
    }
}

/// The customer's money went back, in full.
public struct OrderRefunded: OrderMessage, EventMessage {
    public static let type = MessageType.orderRefunded
    public static let publishers = ["orders"]
    public static let beginsChains = true
    public var orderId: OrderID
    public var amount: Money

    public var summary: String? { "\(amount) back to the customer" }

    public init(orderId: OrderID, amount: Money) {
        self.orderId = orderId
        self.amount = amount
    }
}

/// Why an order was cancelled.
public enum CancellationReason: String, Sendable, Hashable, Codable, CaseIterable {
    case customerRequest
    case stockShortage
    case noCarrier
    /// A step gave no answer in time, though it was asked again.
    case timedOut
}
