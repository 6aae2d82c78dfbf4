// Bodies of Orders' HTTP API.

public import Decisions
public import Instants

/// `POST /orders`.
public struct NewOrder: Codable, Sendable, Hashable {
    public var customerId: CustomerID
    public var items: [OrderItem]
    public var shipTo: Address
    /// Who coordinates the order; the service's default if absent.
    public var mode: CoordinationMode?
    /// Payload style of the payment; the service's default if absent.
    public var payloadStyle: PayloadStyle?
    /// When the customer ordered, for a shop that sends its orders on later; the moment of the request if absent.
    public var orderedAt: Instant?

    public init(
        customerId: CustomerID, items: [OrderItem], shipTo: Address, mode: CoordinationMode? = nil,
        payloadStyle: PayloadStyle? = nil, orderedAt: Instant? = nil
    ) {
        self.orderedAt = orderedAt
        self.customerId = customerId
        self.items = items
        self.shipTo = shipTo
        self.mode = mode
        self.payloadStyle = payloadStyle
    }
}

/// `POST /orders/{id}/payment`.
public struct Payment: Codable, Sendable {
    /// `nil` pays the total.
    public var amount: Money?

    public init(amount: Money? = nil) { self.amount = amount }
}

/// The state of an order.
public enum OrderState: String, Sendable, Hashable, Codable, CaseIterable {
    case created
    case paid
    /// Past the pivot: it goes through.
    case ready
    case completed
    case cancelled
}

/// One order as HTTP shows it.
public struct OrderView: Codable, Sendable, Hashable {
    public var orderId: OrderID
    public var state: OrderState
    public var mode: CoordinationMode
    /// Payload style of its payment.
    public var payloadStyle: PayloadStyle
    public var customerId: CustomerID
    public var items: [OrderItem]
    public var total: Money
    public var shipTo: Address
    public var paid: Money?
    public var refunded: Money?
    public var cancellationReason: CancellationReason?
    public var cancelledBy: CancelledBy?
    public var version: Int
    public var orderedAt: Instant
    public var createdAt: Instant
    public var updatedAt: Instant

    public init(
        orderId: OrderID, state: OrderState, mode: CoordinationMode, payloadStyle: PayloadStyle, customerId: CustomerID,
        items: [OrderItem], total: Money, shipTo: Address, paid: Money? = nil, refunded: Money? = nil,
        cancellationReason: CancellationReason? = nil, cancelledBy: CancelledBy? = nil, version: Int, orderedAt: Instant,
        createdAt: Instant,
        updatedAt: Instant
    ) {
        self.orderedAt = orderedAt
        self.orderId = orderId
        self.state = state
        self.mode = mode
        self.payloadStyle = payloadStyle
        self.customerId = customerId
        self.items = items
        self.total = total
        self.shipTo = shipTo
        self.paid = paid
        self.refunded = refunded
        self.cancellationReason = cancellationReason
        self.cancelledBy = cancelledBy
        self.version = version
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}
