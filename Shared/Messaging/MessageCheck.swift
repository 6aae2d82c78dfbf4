public import EventBus

/// Looks at a message before it goes into the outbox. What it throws fails the handling that published it, so the message never
/// reaches the bus.
public struct MessageCheck: Sendable {
    package let check: @Sendable (Envelope) throws -> Void

    public init(_ check: @escaping @Sendable (Envelope) throws -> Void) {
        self.check = check
    }
}

/// A message that this service was about to say does not keep to the schema that was registered for it.
public struct ContractViolation: Error, Hashable, Sendable, CustomStringConvertible {
    /// Names places and kinds, never what stands there: it may be personal data.
    public let description: String

    public init(_ description: String) {
        self.description = description
    }
}
