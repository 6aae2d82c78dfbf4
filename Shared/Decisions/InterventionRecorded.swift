/// What a person did to a service's state from outside of the process, by whom and why. It is on the log so that the record outlives
/// the service's own file.
public struct InterventionRecorded: RecordMessage {
    public static let name = "InterventionRecorded"
    /// What was done: `retryDeadLetter`, `closeSaga`.
    public var action: String
    /// Who did it.
    public var by: String
    /// In that person's words.
    public var why: String
    /// Of the dead letter that it was done to.
    public var position: Int?
    /// What it was done about.
    public var about: String?
    /// What was changed, as it stood before and after.
    public var before: String?
    public var after: String?

    public var subject: String { about ?? "DeadLetter-\(position ?? 0)" }

    public init(
        action: String, by: String, why: String, position: Int? = nil, about: String? = nil, before: String? = nil,
        after: String? = nil
    ) {
        self.action = action
        self.by = by
        self.why = why
        self.position = position
        self.about = about
        self.before = before
        self.after = after
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        action = try container.decode(String.self, forKey: .action)
        by = try container.decode(String.self, forKey: .by)
        why = try container.decode(String.self, forKey: .why)
        position = try container.decodeUnlessAbsent(.position)
        about = try container.decodeUnlessAbsent(.about)
        before = try container.decodeUnlessAbsent(.before)
        after = try container.decodeUnlessAbsent(.after)
    }
}

extension KeyedDecodingContainer {
    /// What may be absent is absent or has a value, as the schemas say; `null` is neither.
    public func decodeUnlessAbsent<Value: Decodable>(_ key: Key) throws -> Value? {
        contains(key) ? try decode(Value.self, forKey: key) : nil
    }
}
