/// A number of units of one SKU, 1 to 1,000,000. Encoded as a plain integer.
///
/// The upper bound is a limit of this system, so that sums over the lines of an order cannot overflow.
public struct Quantity: Sendable, Hashable {
    public static let limit = 1_000_000
    public let rawValue: Int

    public init?(_ rawValue: Int) {
        guard (1...Self.limit).contains(rawValue) else { return nil }
        self.rawValue = rawValue
    }
}

extension Quantity: CustomStringConvertible {
    public var description: String { String(rawValue) }
}

extension Quantity: ExpressibleByIntegerLiteral {
    public init(integerLiteral value: Int) {
        guard let quantity = Self(value) else { preconditionFailure("a quantity is 1 to \(Self.limit), not \(value)") }
        self = quantity
    }
}

extension Quantity: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let quantity = Self(try container.decode(Int.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "a quantity is 1 to \(Self.limit)")
        }
        self = quantity
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}
