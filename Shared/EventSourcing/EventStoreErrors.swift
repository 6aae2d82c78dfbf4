/// Another writer appended to the stream since this one looked. Nothing was appended.
///
/// Load the stream again and decide again: the decision may be another one now.
public struct VersionConflict: Error, Sendable, Hashable, CustomStringConvertible {
    /// The stream that was to be appended to.
    public var stream: String
    /// The last version that the writer had seen; 0 for a stream without events.
    public var expected: Int
    /// The last version that the stream has.
    public var actual: Int

    public init(stream: String, expected: Int, actual: Int) {
        self.stream = stream
        self.expected = expected
        self.actual = actual
    }

    public var description: String { "\(stream) is at version \(actual), not at \(expected) as expected" }
}

/// The store holds, or was given, something that is no event. Asking again gives the same answer.
public struct EventStoreError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of failure.
    public enum Code: String, Sendable {
        /// The stream has a gap: an event is missing. What is left must not be taken for its history.
        case damagedStream
        /// The event's data is no UTF-8 text, so no JSON.
        case invalidData
    }

    /// What kind of failure it is.
    public var code: Code
    /// What happened and where.
    public var message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}
