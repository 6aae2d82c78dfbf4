public import Decisions

/// A message of the process of fulfilling orders. Its type, its version and its JSON Schema (`Schemas/<type>/<version>.json`) say the
/// same; it is listed in ``MessageCatalog``.
public protocol FulfilmentMessage: Message {
    static var type: MessageType { get }
    /// The names of the services that publish it. Commands come from the orchestrator: in choreography they never travel over the bus.
    static var publishers: [String] { get }
    /// True if a call or a timeout may lead to it, and not only another message: a customer's cancellation is a call, and so is what a
    /// person does or sets.
    static var beginsChains: Bool { get }
    /// True if it undoes what was done before, or tells that it is undone.
    static var isCompensation: Bool { get }
    /// The state that an order has come to when this is published; `nil` if it tells of something else.
    static var orderState: OrderState? { get }
    /// What a reader wants to know of it beyond its type and subject, in a few words; `nil` if there is nothing more.
    var summary: String? { get }
}

extension FulfilmentMessage {
    public static var name: String { type.rawValue }
    public static var beginsChains: Bool { kind == .record }
    public static var isCompensation: Bool { false }
    public static var orderState: OrderState? { nil }
    public var summary: String? { nil }
    /// For a message that any service may publish.
    static var everyService: [String] { ["orders", "stock", "shipping", "dispatch"] }
}

/// A message about one order.
public protocol OrderMessage: FulfilmentMessage {
    var orderId: OrderID { get }
}

extension OrderMessage {
    public var subject: String { orderId.stream }
}

extension [ItemQuantity] {
    /// For people: `2 x MUG, 1 x LAMP`.
    var summary: String { map { "\($0.quantity) x \($0.sku)" }.joined(separator: ", ") }
}
