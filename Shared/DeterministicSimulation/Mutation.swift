public import Messaging

/// A deliberate defect of one or all services, put in from outside: the product's own code has none.
public struct Mutation: Sendable {
    /// Wraps a service's handler.
    public var handler: (@Sendable (any MessageHandler) -> any MessageHandler)?
    /// Bends what passes to and from the bus of a service. Made anew for each story.
    public var bus: (@Sendable (String) -> UnreliableBus.Tampering)?
    /// Called after a service's process died, before it starts again.
    public var afterCrash: (@Sendable (SimulatedService, StepBoundary) throws -> Void)?
    /// Called when a story begins, with the databases empty.
    public var atStart: (@Sendable (SimulatedService) throws -> Void)?

    public init() {}
}
