public import Contracts
public import Decisions
public import Instants

/// What has happened to an order: the facts its stream is made of, and the only thing Orders stores as truth.
public enum OrderEvent: Sendable, Hashable {
    case created(OrderDetails)
    case paid(Money)
    case readied
    case cancelled(CancellationReason, by: CancelledBy)
    case refunded(Money)
    case completed
}

/// What a customer means to order.
public struct OrderDraft: Sendable, Hashable {
    public var customerId: CustomerID
    public var items: [OrderItem]
    public var shipTo: Address
    /// Who coordinates the order.
    public var mode: CoordinationMode
    /// How its payment is published.
    public var payloadStyle: PayloadStyle
    /// When the customer ordered, if that was before Orders is asked.
    public var orderedAt: Instant?

    public init(
        customerId: CustomerID, items: [OrderItem], shipTo: Address, mode: CoordinationMode,
        payloadStyle: PayloadStyle = .stateTransfer, orderedAt: Instant? = nil
    ) {
        self.orderedAt = orderedAt
        self.customerId = customerId
        self.items = items
        self.shipTo = shipTo
        self.mode = mode
        self.payloadStyle = payloadStyle
    }
}

/// What the customer ordered. Does not change.
public struct OrderDetails: Sendable, Hashable, Codable {
    public var customerId: CustomerID
    public var items: [OrderItem]
    public var total: Money
    public var shipTo: Address
    public var mode: CoordinationMode
    /// How its payment is published.
    public var payloadStyle: PayloadStyle
    /// When the customer ordered.
    public var orderedAt: Instant
    /// When Orders took the order.
    public var createdAt: Instant

    public init(
        customerId: CustomerID, items: [OrderItem], total: Money, shipTo: Address, mode: CoordinationMode,
        payloadStyle: PayloadStyle, orderedAt: Instant, createdAt: Instant
    ) {
        self.orderedAt = orderedAt
        self.customerId = customerId
        self.items = items
        self.total = total
        self.shipTo = shipTo
        self.mode = mode
        self.payloadStyle = payloadStyle
        self.createdAt = createdAt
    }
}

/// One order, folded from its events.
public struct OrderAggregate: Sendable, Hashable, Codable {
    public let id: OrderID
    public private(set) var details: OrderDetails
    public private(set) var state = OrderState.created
    public private(set) var paid: Money?
    public private(set) var refunded: Money?
    public private(set) var cancellationReason: CancellationReason?
    public private(set) var cancelledBy: CancelledBy?
    /// How many events it is made of: the version its stream must have when the next ones are appended.
    public private(set) var version = 1

    /// Makes an order from its events, oldest first. `nil` if there are none, or if they do not begin with its creation.
    public static func rehydrate(_ id: OrderID, from events: some Sequence<OrderEvent>) -> OrderAggregate? {
        var aggregate: OrderAggregate?
        for event in events {
            if case .created(let details) = event, aggregate == nil {
                aggregate = OrderAggregate(id: id, details: details)
            } else {
                aggregate?.apply(event)
            }
        }
        return aggregate
    }

    private init(id: OrderID, details: OrderDetails) {
        self.id = id
        self.details = details
    }

    /// Takes one more event in. It is a fact: nothing is checked here.
    public mutating func apply(_ event: OrderEvent) {
        version += 1
        switch event {
        case .created(let details): self.details = details
        case .paid(let amount):
            state = .paid
            paid = amount
        case .readied: state = .ready
        case .cancelled(let reason, let by):
            state = .cancelled
            cancellationReason = reason
            cancelledBy = by
        case .refunded(let amount): refunded = amount
        case .completed: state = .completed
        }
    }
}
