import CompactJSON
public import Decisions
public import EventBus
public import Foundation

/// Types of messages, by name: what an envelope is read with.
public struct MessageTypes: Sendable {
    private let types: [String: any Message.Type]
    /// The names of those that leave something out.
    let notifications: Set<String>

    public init(_ types: [any Message.Type]) {
        self.types = Dictionary(types.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        notifications = Set(types.filter { $0 is any NotificationMessage.Type }.map { $0.name })
    }

    /// `nil` if no such message is known here.
    public subscript(name: String) -> (any Message.Type)? { types[name] }

    /// The message in the envelope, in its newest shape (``MessageShape`` says how one of another version is read).
    ///
    /// - Throws: ``ContractError``, a `JSONSyntaxError` or a `DecodingError`.
    public func read(_ envelope: Envelope) throws -> any Message {
        try read(envelope.data, as: envelope.type, version: envelope.schemaVersion)
    }

    /// The message with this data.
    public func read(_ data: Data, as name: String, version: Int) throws -> any Message {
        guard let type = types[name] else { throw ContractError.unknownType(name) }
        guard version > 0 else { throw ContractError.unknownVersion(name, version) }
        if version < type.version, let former = type.formerShapes.first(where: { $0.version == version }) {
            return try MessageCoding.decode(former, from: data).newest
        }
        do {
            return try MessageCoding.decode(type, from: data)
        } catch is DecodingError where version > type.version {
            throw ContractError.newerVersion(name, version, known: type.version)
        }
    }
}

/// Looks at a message before it goes into the outbox. What it throws fails the handling that published it, so the message never
/// reaches the bus.
public struct MessageCheck: Sendable {
    package let check: @Sendable (Envelope) throws -> Void

    public init(_ check: @escaping @Sendable (Envelope) throws -> Void) {
        self.check = check
    }
}

/// A message that this service was about to publish does not keep to the schema that was registered for it.
public struct ContractViolation: Error, Hashable, Sendable, CustomStringConvertible {
    /// Names places and kinds, never the value: it may be personal data.
    public let description: String

    public init(_ description: String) {
        self.description = description
    }
}

extension Subscription {
    /// What is read from the bus: the table's types in each mode, and in an unknown mode all of them, so that such
    /// a message becomes a dead letter and is not passed over in silence.
    public var filter: MessageFilter {
        MessageFilter(
            byMode: Dictionary(
                uniqueKeysWithValues: CoordinationMode.allCases.map { ($0.rawValue, types(in: $0)) }),
            otherwise: allTypes)
    }
}
