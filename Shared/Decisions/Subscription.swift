/// Which messages a service takes, by workflow and by name.
///
/// It falls out of the service's ``MessageTable``; the runtime filters by it, the comparison counts by it and `verify` checks against it.
public struct Subscription: Sendable, Hashable {
    private let types: [Workflow: Set<String>]

    public init(_ types: [Workflow: Set<String>]) { self.types = types }

    public func takes(_ type: String, of workflow: Workflow) -> Bool { types[workflow]?.contains(type) ?? false }

    /// What the service must know to take part in this workflow.
    public func types(in workflow: Workflow) -> Set<String> { types[workflow, default: []] }

    /// What it reads from the bus at all.
    public var allTypes: Set<String> { types.values.reduce(into: []) { $0.formUnion($1) } }
}
