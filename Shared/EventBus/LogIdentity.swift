/// Names one log for as long as it exists. A log that is restored from a backup gets a new one, because from there on it is another.
public struct LogID: RawRepresentable, Sendable, Hashable, Codable, CustomStringConvertible {
    /// From 1 up.
    public let rawValue: Int64

    public init?(rawValue: Int64) {
        guard rawValue > 0 else { return nil }
        self.rawValue = rawValue
    }

    private init(valid: Int64) { rawValue = valid }

    /// A new one: 63 bits of the system's randomness, so that no two logs share one.
    public static func random() -> LogID { LogID(valid: Int64.random(in: 1 ... .max)) }

    /// Sixteen hexadecimal digits.
    public var description: String {
        let digits = String(rawValue, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

/// A message at its place in the log, by its id: what a publisher remembers of the last thing that it published.
public struct Publication: Sendable, Hashable, Codable {
    /// Its place in the log.
    public var position: Position
    public var id: String

    public init(position: Position, id: String) {
        self.position = position
        self.id = id
    }
}
