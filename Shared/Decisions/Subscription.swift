public import Contracts

/// Which messages a service takes, by the workflow of the order they belong to.
///
/// The one table per service that the runtime filters by, the comparison counts and `docket verify` checks against.
public struct Subscription: Sendable, Hashable {
    private let types: [Workflow: Set<MessageType>]

    /// - Parameters:
    ///   - choreography: taken when nobody leads the order: what this service's own policy reacts to.
    ///   - orchestration: taken when the orchestrator leads it: the commands that this service obeys.
    ///   - both: taken in either case.
    public init(choreography: Set<MessageType>, orchestration: Set<MessageType>, both: Set<MessageType> = []) {
        types = [.choreography: choreography.union(both), .orchestration: orchestration.union(both)]
    }

    public func takes(_ type: MessageType, of workflow: Workflow) -> Bool {
        types[workflow, default: []].contains(type)
    }

    /// What the service must know to take part in this workflow.
    public func types(in workflow: Workflow) -> Set<MessageType> { types[workflow, default: []] }

    /// What it reads from the bus at all.
    public var allTypes: Set<MessageType> { types.values.reduce(into: []) { $0.formUnion($1) } }
}
