/// A business name for one thing of one kind: a SKU is never taken for a customer.
///
/// Encoded as a plain string of 1 to 64 ASCII characters: letters, digits, `. _ - / # +`, and spaces inside. Nothing else
/// is taken, control characters least of all: the value is printed in logs, put into URLs and kept as a key.
public struct Identifier<Kind>: Sendable, Hashable {
    public let rawValue: String

    public init?(_ rawValue: String) {
        guard Self.isValid(rawValue) else { return nil }
        self.rawValue = rawValue
    }

    private static func isValid(_ text: String) -> Bool {
        let bytes = text.utf8
        guard (1...64).contains(bytes.count), bytes.first != .space, bytes.last != .space else { return false }
        return bytes.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), .space:
                true
            default: StaticString.punctuation.contains(byte)
            }
        }
    }
}

extension UInt8 {
    fileprivate static let space = UInt8(ascii: " ")
}

extension StaticString {
    fileprivate static let punctuation = Array("._-/#+".utf8)
}

/// The things that have a name of their own in the business.
public enum Named {
    public enum SKU {}
    public enum Customer {}
    public enum Warehouse {}
    public enum Carrier {}
    public enum Tracking {}
}

/// A sellable article (stock keeping unit).
public typealias SKU = Identifier<Named.SKU>
public typealias CustomerID = Identifier<Named.Customer>
public typealias WarehouseID = Identifier<Named.Warehouse>
public typealias CarrierID = Identifier<Named.Carrier>
/// What the carrier prints on the label. One booking has one tracking number.
public typealias TrackingNumber = Identifier<Named.Tracking>

extension Identifier: Comparable {
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension Identifier: CustomStringConvertible {
    public var description: String { rawValue }
}

extension Identifier: ExpressibleByStringLiteral {
    /// For names written in the code. A literal that is no valid identifier is a programming error and stops the program.
    public init(stringLiteral value: StaticString) {
        guard let identifier = Self("\(value)") else { preconditionFailure("'\(value)' is no valid identifier") }
        self = identifier
    }
}

extension Identifier: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let identifier = Self(text) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "must be 1 to 64 letters, digits or any of . _ - / # + with no leading or trailing space")
        }
        self = identifier
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}
