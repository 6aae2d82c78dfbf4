/// The data of one message. The type, its version and its JSON Schema (`Schemas/<type>/<version>.json`) say the same.
public protocol MessagePayload: Codable, Hashable, Sendable {
    static var type: MessageType { get }
    /// Grows by one with each change of shape; older versions are upcast on reading.
    static var version: Int { get }
    /// What the message is about: the CloudEvents `subject`, and the key that keeps its order.
    var subject: String { get }
}

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
}
