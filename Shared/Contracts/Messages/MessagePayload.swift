/// The data of one message, and all there is to know of its type: described here, once. The type, its version and its JSON Schema
/// (`Schemas/<type>/<version>.json`) say the same.
///
/// A payload conforms to one of ``EventPayload``, ``CommandPayload``, ``AnswerPayload`` and ``RecordPayload``; it is listed in
/// ``MessageCatalog``.
public protocol MessagePayload: Codable, Hashable, Sendable {
    static var type: MessageType { get }
    static var kind: MessageType.Kind { get }
    /// The names of the services that publish it. Commands come from the orchestrator: in choreography they never travel over the bus.
    static var publishers: [String] { get }
    /// Grows by one with each change of shape; older versions are upcast on reading.
    static var version: Int { get }
    /// What the message is about: the CloudEvents `subject`, and the key that keeps its order.
    var subject: String { get }
    /// What a reader wants to know of it beyond its type and subject, in a few words; `nil` if there is nothing more.
    var summary: String? { get }
    /// As one of all messages.
    var message: Message { get }
}

/// What happened: published once.
public protocol EventPayload: MessagePayload {}
/// Asks a service for something.
public protocol CommandPayload: MessagePayload {}
/// Repeats, to whoever asks again, what happened before.
public protocol AnswerPayload: MessagePayload {}
/// What a person did, or what was set: published as often as it was.
public protocol RecordPayload: MessagePayload {}

extension EventPayload { public static var kind: MessageType.Kind { .event } }
extension CommandPayload { public static var kind: MessageType.Kind { .command } }
extension AnswerPayload { public static var kind: MessageType.Kind { .answer } }
extension RecordPayload { public static var kind: MessageType.Kind { .record } }

/// A message about one order.
public protocol OrderPayload: MessagePayload {
    var orderId: OrderID { get }
}

extension OrderPayload {
    public var subject: String { orderId.stream }
}

extension KeyedDecodingContainer {
    /// What may be absent is absent or has a value, as the schemas say; `null` is neither.
    func decodeUnlessAbsent<Value: Decodable>(_ key: Key) throws -> Value? {
        contains(key) ? try decode(Value.self, forKey: key) : nil
    }
}

extension MessagePayload {
    public static var version: Int { 1 }
    public var summary: String? { nil }
    /// For a message that any service may publish.
    static var everyService: [String] { ["orders", "stock", "shipping", "dispatch"] }
}

extension [ItemQuantity] {
    /// For people: `2 x MUG, 1 x LAMP`.
    var summary: String { map { "\($0.quantity) x \($0.sku)" }.joined(separator: ", ") }
}
