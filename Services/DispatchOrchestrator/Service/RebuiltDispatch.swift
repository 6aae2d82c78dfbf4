import Contracts
import DispatchOrchestratorDomain
import DurableSQLite
import EventBus
import Foundation
import GRDB
import Instants
import Messaging

/// The orchestrator's state while `dispatch.db` is made again from the log.
final class RebuiltDispatch: DispatchState, RebuiltState {
    private struct Known {
        var saga: Saga
        var startedAt: Date
        var updatedAt: Date
    }

    private var sagas = UndoableDictionary<OrderID, Known>()
    private var audit = UndoableDictionary<OrderID, [AuditEntry]>()

    func load(_ order: OrderID) -> Saga? { sagas[order]?.saga }

    func save(_ saga: Saga, isNew: Bool, at now: Date) {
        let startedAt = sagas[saga.orderId]?.startedAt ?? now
        sagas[saga.orderId] = Known(saga: saga, startedAt: startedAt, updatedAt: now)
    }

    func note(_ entry: AuditEntry, about order: OrderID) {
        audit[order] = (audit[order] ?? []) + [entry]
    }

    // MARK: RebuiltState

    func begin() {
        sagas.begin()
        audit.begin()
    }

    func undo() {
        sagas.undo()
        audit.undo()
    }

    func write(to db: Database) throws {
        try writeSagas(to: db)
        try RowInserter.insert(
            into: "audit (order_id, sequence, at, cause, message_id, phase_before, phase_after, asked, note)", columns: 9, db
        ) { rows in
            for (order, trail) in audit.values.sorted(by: { $0.key < $1.key }) {
                for (sequence, entry) in zip(1..., trail) {
                    try rows.add(
                        .integer(order.rawValue), .integer(sequence), .integer(entry.at.microsecondsSince1970),
                        .text(entry.cause), .optional(entry.messageId), .optional(entry.phaseBefore),
                        .optional(entry.phaseAfter), .optional(entry.asked), .optional(entry.note))
                }
            }
        }
    }

    private func writeSagas(to db: Database) throws {
        let columns = """
            order_id, phase, plan, undone, reason, total_weight_grams, late_answers, needs_attention, started_at, updated_at, request,
            attention, resumptions
            """
        try RowInserter.insert(into: "sagas (\(columns))", columns: 13, db) { rows in
            for known in sagas.values.values.sorted(by: { $0.saga.orderId < $1.saga.orderId }) {
                let saga = known.saga
                try rows.add(
                    .integer(saga.orderId.rawValue), .text(saga.phase.rawValue), .text(DispatchTables.text(saga.plan)),
                    .text(DispatchTables.text(saga.undone)), .optional(saga.reason?.rawValue), .optional(saga.totalWeightGrams),
                    .integer(saga.lateAnswers), .integer(saga.needsAttention ? 1 : 0),
                    .integer(known.startedAt.microsecondsSince1970), .integer(known.updatedAt.microsecondsSince1970),
                    .text(try DispatchTables.request(of: saga)), .optional(saga.attention), .integer(saga.resumptions))
            }
        }
    }
}
