import Contracts
import Decisions
import DispatchOrchestratorDomain
import Foundation
import Messaging

/// The audit trail of a saga: one entry for everything that reached it, what it changed, and what was asked in return.
struct AuditEntry: Codable, Sendable {
    /// Its place in the trail, from 1 on; 0 in one that is still to be added.
    var sequence = 0
    var at: Date
    /// The message that came, or `timeout fired`.
    var cause: String
    var messageId: String?
    var phaseBefore: String?
    var phaseAfter: String?
    /// The commands that were sent in return.
    var asked: String?
    var note: String?
}

extension AuditEntry {
    init(_ cause: String, before: Saga?, after: Saga?, asked: [any Message], note: String?, in context: Context) {
        self.init(
            at: context.now, cause: cause, messageId: context.origin.causationID, phaseBefore: before?.phase.rawValue,
            phaseAfter: after?.phase.rawValue,
            asked: asked.isEmpty ? nil : asked.map(\.typeName).joined(separator: ", "), note: note)
    }
}
