import DispatchOrchestratorDomain
import Verification

/// What `docket verify` knows of the orchestrator.
let dispatchVerification = ServiceVerification(
    excused: ["SELECT order_id FROM dispatch.workflows WHERE phase = 'closed'"],
    waits: [
        """
        SELECT order_id, 'dispatch', phase FROM dispatch.workflows
        WHERE phase IN (\(waitingPhases)) AND NOT needs_attention
            AND 'Order-' || order_id NOT IN (SELECT subject FROM dispatch.timers)
        """
    ],
    warnings: [
        .init(
            "SELECT order_id, attention FROM dispatch.workflows WHERE needs_attention ORDER BY order_id",
            one: "1 workflow needs attention", many: "workflows need attention"),
        .init(
            "SELECT order_id, NULL FROM dispatch.workflows WHERE phase = 'closed' ORDER BY order_id",
            one: "1 workflow was closed by hand", many: "workflows were closed by hand"),
    ],
    invariants: [WorkflowsBelongToOrders(), WorkflowsFollowOrders(), CancellationsAreRemembered()])

/// In SQL: the phases in which an answer is waited for.
private let waitingPhases = Saga.Phase.allCases.filter(\.isWaiting).map { "'\($0.rawValue)'" }.joined(separator: ", ")
