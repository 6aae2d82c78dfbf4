/// A business name for one thing of one kind: a SKU is never taken for a customer.
///
/// Encoded as a plain string of 1 to 64 characters (Unicode code points): letters of any script, digits, marks, punctuation and symbols, and
/// spaces inside. No control, bidirectional or zero-width characters and no other kinds of space: the value is printed in logs, put into URLs
/// and kept as a key. Two are equal if their bytes are; what comes from outside is brought to Unicode's normal form C before.
public struct Identifier<Kind>: Sendable {
    /// In code points.
    public static var limit: Int { 64 }
    /// What a text must be, for messages about one that is none.
    public static var rule: String { "1 to 64 letters, digits, marks or spaces inside, without control or invisible characters" }

    public let rawValue: String

    public init?(_ rawValue: String) {
        guard Self.isValid(rawValue) else { return nil }
        self.rawValue = rawValue
    }

    private static func isValid(_ text: String) -> Bool {
        let bytes = text.utf8
        guard let first = bytes.first, first != .space, text.unicodeScalars.last != " " else { return false }
        // Nearly every name is of this kind.
        if bytes.count <= limit, bytes.allSatisfy({ (0x20...0x7E).contains($0) }) { return true }
        return text.unicodeScalars.count <= limit && text.unicodeScalars.allSatisfy(isVisible)
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        if scalar == " " { return true }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator:
            return false
        default: return !scalar.properties.isDefaultIgnorableCodePoint
        }
    }
}

extension Identifier: Hashable {
    /// By bytes: Swift would take two texts for one that SQLite, a URL and every other program tell apart.
    public static func == (left: Self, right: Self) -> Bool { left.rawValue.utf8.elementsEqual(right.rawValue.utf8) }
}

extension UInt8 {
    fileprivate static let space = UInt8(ascii: " ")
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
    public static func < (left: Self, right: Self) -> Bool { left.rawValue.utf8.lexicographicallyPrecedes(right.rawValue.utf8) }
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
                debugDescription: "must be \(Self.rule)")
        }
        self = identifier
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}
