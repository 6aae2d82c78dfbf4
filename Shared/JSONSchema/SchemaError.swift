/// A schema that cannot be used.
public struct SchemaError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong with the schema.
    public enum Reason: Hashable, Sendable {
        /// It is no JSON object and no boolean, or a keyword has an argument of the wrong kind.
        case malformed(String)
        /// It was written for another draft of JSON Schema.
        case otherDraft(String)
        /// It has a keyword that this validator does not claim, so its verdict would be worth nothing.
        case unclaimedKeyword(String)
        /// It refers to a schema that is not there.
        case danglingReference(String)
    }

    /// What is wrong.
    public let reason: Reason
    /// The schema's URI and the JSON pointer to the place in it.
    public let location: String

    public init(reason: Reason, location: String) {
        self.reason = reason
        self.location = location
    }

    public var description: String {
        switch reason {
        case .malformed(let what): "\(location): \(what)"
        case .otherDraft(let draft): "\(location): \"$schema\" is \(draft); only JSON Schema 2020-12 is supported"
        case .unclaimedKeyword(let name):
            "\(location): the keyword \"\(name)\" is not supported; remove it, or begin its name with x- if it is only a note"
        case .danglingReference(let target): "\(location): there is no schema \(target)"
        }
    }
}

/// One way in which a value does not keep to its schema.
public struct Violation: Hashable, Sendable, CustomStringConvertible {
    /// JSON pointer to the place in the value; empty for the whole of it.
    public let place: String
    /// URI and JSON pointer of the keyword that the value is against.
    public let keyword: String
    /// What is wrong, for a person. Contains no more of the value than its kind and size: it may be personal data.
    public let message: String

    public var description: String { "\(place.isEmpty ? "the value" : place) \(message)" }
}
