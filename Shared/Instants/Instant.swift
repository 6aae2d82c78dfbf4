/// A moment, in microseconds since 1970-01-01T00:00:00Z: a plain value that knows no clock.
///
/// Decisions and messages use it in place of Foundation's `Date`, so that they need not import what can also read a clock, a file
/// or the network. In JSON it is an RFC 3339 time with milliseconds.
public struct Instant: Sendable, Hashable {
    /// Negative before 1970.
    public var microsecondsSince1970: Int64

    public init(microsecondsSince1970: Int64) { self.microsecondsSince1970 = microsecondsSince1970 }
}

extension Instant: Comparable {
    public static func < (left: Self, right: Self) -> Bool { left.microsecondsSince1970 < right.microsecondsSince1970 }
}

extension Instant: CustomStringConvertible {
    /// `2026-11-23T16:00:00.123Z`
    public var description: String { RFC3339.string(self, .milliseconds) }
}

extension Instant: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let instant = RFC3339.instant(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "a time is written by RFC 3339, such as 2026-11-23T16:00:00.123Z")
        }
        self = instant
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
