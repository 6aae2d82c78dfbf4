/// Who decides the next step of an order. A property of the order, carried on every message about it.
public enum Workflow: String, Sendable, Hashable, Codable, CaseIterable {
    /// Each service reacts to events by a small policy of its own.
    case choreography
    /// The Dispatch orchestrator holds the whole process and sends commands.
    case orchestration
}
