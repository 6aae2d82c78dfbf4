/// The number of an order, 1 and up. Encoded as a plain integer; the stream of order 12345 is `Order-12345`.
public struct OrderID: Sendable, Hashable {
    public let rawValue: Int

    public init?(_ rawValue: Int) {
        guard rawValue >= 1 else { return nil }
        self.rawValue = rawValue
    }

    /// The name of the order's event stream, and the CloudEvents `subject` of every message about it.
    public var stream: String { "Order-\(rawValue)" }

    /// Reads `Order-12345` back; `nil` for any other text, also for `Order-012345`: an order has one stream.
    public init?(stream: some StringProtocol) {
        guard stream.hasPrefix("Order-"), let number = Int(stream.dropFirst(6)), let id = Self(number), stream == id.stream
        else { return nil }
        self = id
    }
}

extension OrderID: Comparable {
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension OrderID: CustomStringConvertible {
    public var description: String { String(rawValue) }
}

extension OrderID: ExpressibleByIntegerLiteral {
    public init(integerLiteral value: Int) {
        guard let id = Self(value) else { preconditionFailure("an order id is 1 or more, not \(value)") }
        self = id
    }
}

extension OrderID: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = Self(try container.decode(Int.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "an order id is 1 or more")
        }
        self = id
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}
