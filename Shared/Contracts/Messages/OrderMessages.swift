public import Decisions
public import Instants

// What Orders publishes and is asked for.

/// A notification, nothing more: a new order exists. For more, ask Orders.
public struct OrderCreated: OrderMessage, EventMessage {
    public static let type = MessageType.orderCreated
    public static let orderState: OrderState? = .created
    public static let version = 3
    public static let formerShapes: [any FormerShape.Type] = [OrderCreatedV1.self, OrderCreatedV2.self]
    public static let publishers = ["orders"]
    public static let beginsChains = true
    public var orderId: OrderID
    /// When the customer placed the order, in a shop perhaps that sends its orders on once a day.
    public var orderedAt: Instant
    /// When Orders took it.
    public var createdAt: Instant
    /// What it comes to; `nil` in messages from before it was said.
    public var total: Money?

    public var summary: String? { total.map { "\($0)" } }

    public init(orderId: OrderID, orderedAt: Instant, createdAt: Instant, total: Money?) {
        self.orderId = orderId
        self.orderedAt = orderedAt
        self.createdAt = createdAt
        self.total = total
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        orderId = try container.decode(OrderID.self, forKey: .orderId)
        orderedAt = try container.decode(Instant.self, forKey: .orderedAt)
        createdAt = try container.decode(Instant.self, forKey: .createdAt)
        total = try container.decodeUnlessAbsent(.total)
    }
}

/// The order is paid. Carries all that others need, so that no consumer has to call back (state transfer).
public struct OrderPaid: OrderMessage, EventMessage {
    public static let type = MessageType.orderPaid
    public static let publishers = ["orders"]
    public static let orderState: OrderState? = .paid
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
    public static let orderState: OrderState? = .paid
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
    public static let orderState: OrderState? = .ready
    public var orderId: OrderID

    public init(orderId: OrderID) {
        self.orderId = orderId
    }
}

/// The parcel is on its way and the order is closed.
public struct OrderCompleted: OrderMessage, EventMessage {
    public static let type = MessageType.orderCompleted
    public static let publishers = ["orders"]
    public static let orderState: OrderState? = .completed
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
    public static let isCompensation = true
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
    public static let isCompensation = true
    public static let orderState: OrderState? = .cancelled
    public static let version = 3
    public static let formerShapes: [any FormerShape.Type] = [OrderCancelledV1.self, OrderCancelledV2.self]
    public static let publishers = ["orders"]
    public static let beginsChains = true
    public var orderId: OrderID
    public var reason: CancellationReason
    /// Who ended it.
    public var by: CancelledBy

    public var summary: String? { "because: \(reason.rawValue)" }

    public init(orderId: OrderID, reason: CancellationReason, by: CancelledBy) {
        self.orderId = orderId
        self.reason = reason
        self.by = by
    }
}

/// The customer's money went back, in full.
public struct OrderRefunded: OrderMessage, EventMessage {
    public static let type = MessageType.orderRefunded
    public static let publishers = ["orders"]
    public static let isCompensation = true
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
///
/// Reasons come to be, so this is no closed list: a reader that meets one it does not know carries it on as it came.
public struct CancellationReason: RawRepresentable, Sendable, Hashable, Codable {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public static let customerRequest = Self(rawValue: "customerRequest")
    public static let stockShortage = Self(rawValue: "stockShortage")
    public static let noCarrier = Self(rawValue: "noCarrier")
    /// A step gave no answer in time, though it was asked again.
    public static let timedOut = Self(rawValue: "timedOut")
    /// A person gave it up, for reasons that are on record.
    public static let givenUp = Self(rawValue: "givenUp")

    /// Those that this program gives.
    public static let known: [Self] = [.customerRequest, .stockShortage, .noCarrier, .timedOut, .givenUp]

    /// - Throws: `DecodingError` if it is no name: 1 to 64 ASCII letters and digits, a letter first.
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        let bytes = text.utf8
        let isLetter = { (byte: UInt8) in (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) }
        let isDigit = { (byte: UInt8) in (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
        guard (1...64).contains(bytes.count), bytes.first.map(isLetter) == true, bytes.allSatisfy({ isLetter($0) || isDigit($0) })
        else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "a reason is a name of 1 to 64 letters and digits"))
        }
        rawValue = text
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}

/// Who ended an order.
public enum CancelledBy: String, Sendable, Hashable, Codable, CaseIterable {
    case customer
    /// Somebody who works here, by hand.
    case person
    /// The process itself: it could not go on.
    case process
}
