public import Decisions
public import EventBus

extension Subscription {
    /// What is read from the bus: the table's types in each workflow, and in a workflow that nobody knows all of them, so that such
    /// a message becomes a dead letter and is not passed over in silence.
    public var filter: MessageFilter {
        MessageFilter(
            byWorkflow: Dictionary(
                uniqueKeysWithValues: Workflow.allCases.map { ($0.rawValue, types(in: $0)) }),
            otherwise: allTypes)
    }
}
