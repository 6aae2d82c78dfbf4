import DispatchOrchestratorDomain
import Verification

/// What `docket verify` knows of the orchestrator.
let dispatchVerification = ServiceVerification(
    excused: ["SELECT order_id FROM dispatch.sagas WHERE phase = 'closed'"],
    waits: [
        """
        SELECT order_id, 'dispatch', phase FROM dispatch.sagas
        WHERE phase IN (\(waitingPhases)) AND NOT needs_attention
            AND 'Order-' || order_id NOT IN (SELECT subject FROM dispatch.timers)
        """
    ],
    strayTimers: [
        """
        SELECT w.order_id, 'dispatch', ifnull(w.phase, 'unknown') FROM dispatch.timers AS o
        LEFT JOIN dispatch.sagas AS w ON w.order_id = \(FactTables.order("o.subject"))
        WHERE ifnull(w.phase, '') NOT IN (\(waitingPhases))
        """
    ],
    warnings: [
        .init(
            "SELECT order_id, attention AS reason FROM dispatch.sagas WHERE needs_attention ORDER BY order_id",
            one: "1 saga needs attention", many: "sagas need attention"),
        .init(
            "SELECT order_id, NULL AS reason FROM dispatch.sagas WHERE phase = 'closed' ORDER BY order_id",
            one: "1 saga was closed by hand", many: "sagas were closed by hand"),
    ],
    invariants: [
        SagasBelongToOrders(), SagasFollowOrders(), CancellationsAreRemembered(), SagasKnowTheirOrders(),
        AuditTrailsAreComplete(),
    ])

/// In SQL: the phases in which an answer is waited for.
private let waitingPhases = Saga.Phase.allCases.filter(\.isWaiting).map { "'\($0.rawValue)'" }.joined(separator: ", ")
