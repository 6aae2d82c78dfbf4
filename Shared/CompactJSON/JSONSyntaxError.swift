/// A text that is no JSON (RFC 8259), or JSON beyond the limits for reading it.
public struct JSONSyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where it was noticed: bytes from the beginning of the text.
    public let offset: Int
    /// What is wrong there, for a person.
    public let reason: String

    init(_ offset: Int, _ reason: String) {
        self.offset = offset
        self.reason = reason
    }

    public var description: String { "\(reason) at byte \(offset)" }
}

/// An object has a field that the type which was asked for does not have.
public struct UnknownField: Error, Sendable {
    public let path: [any CodingKey]
    /// The fields the type asked for, sorted.
    public let known: [String]
}
