/// Who decides the next step of a process. A property of the process's subject, carried by every message about it.
public enum Workflow: String, Sendable, Hashable, Codable, CaseIterable {
    /// Each service reacts to events by a small policy of its own.
    case choreography
    /// An orchestrator holds the whole process and sends commands.
    case orchestration
}
