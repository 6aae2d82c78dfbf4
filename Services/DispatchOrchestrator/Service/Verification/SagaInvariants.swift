import DispatchOrchestratorDomain
import GRDB
import Verification

/// The orchestrator coordinates the orders that chose it, and only those.
struct SagasBelongToOrders: Invariant {
    let name = "sagas-belong"
    let rule =
        "Every saga coordinates a paid order that chose orchestration, and ends as the order does, for the same reason."

    /// Holds at any moment: a saga is ahead of its order in nothing, and the orders were read after it.
    func check(_ facts: Facts) throws -> [Violation] {
        try violations(
            facts,
            """
            SELECT w.order_id, w.phase,
                (SELECT message_id FROM dispatch.audit AS a WHERE a.order_id = w.order_id ORDER BY sequence DESC LIMIT 1) AS message_ids,
                CASE
                    WHEN t.order_id IS NULL THEN iif(\(Facts.isLost("w.order_id")), NULL, 'coordinates an order that does not exist')
                    WHEN t.mode <> 'orchestration' THEN 'coordinates an order that chose ' || t.mode
                    WHEN t.payments = 0 AND w.phase <> 'cancelled' THEN 'coordinates an order that was never paid'
                    WHEN w.phase IN ('ready', 'completed') AND t.readied = 0 THEN 'is ' || w.phase || ', and the order is ' || t.state
                    WHEN w.phase = 'completed' AND t.completed = 0 THEN 'is completed, and the order is ' || t.state
                    WHEN w.phase = 'cancelled' AND t.cancelled = 0 THEN 'is cancelled, and the order is ' || t.state
                    WHEN w.phase = 'cancelled' AND w.reason IS NOT t.reason
                        THEN 'is cancelled because of ' || ifnull(w.reason, 'nothing') || ', and the order because of ' || t.reason
                END AS problem
            FROM dispatch.sagas AS w LEFT JOIN order_facts AS t USING (order_id) WHERE problem IS NOT NULL ORDER BY w.order_id
            """
        ) { row in "its saga \(row["problem"])" }
    }
}

/// Every order that chose orchestration has a saga.
struct SagasFollowOrders: Invariant {
    let name = "sagas-follow"
    let rule = "When nothing is left to be done, every paid orchestrated order has a saga that stands where the order stands."
    let needsDrainedBus = true

    func check(_ facts: Facts) throws -> [Violation] {
        try violations(
            facts,
            """
            SELECT t.order_id, t.state, ifnull(w.phase, 'none') AS phase,
                (SELECT id FROM messages WHERE subject = 'Order-' || t.order_id AND type IN ('OrderPaid', 'OrderPaidNotification')) AS message_ids
            FROM order_facts AS t LEFT JOIN dispatch.sagas AS w USING (order_id)
            WHERE t.mode = 'orchestration' AND t.payments > 0 AND t.order_id NOT IN (SELECT order_id FROM excused)
                AND (w.phase IS NULL OR t.state IN ('ready', 'completed', 'cancelled') AND w.phase <> t.state)
            ORDER BY t.order_id
            """
        ) { row in
            let phase = row["phase"]
            return phase == "none"
                ? "it is paid and chose orchestration, but no saga coordinates it"
                : "it is \(row["state"]), and its saga is \(phase)"
        }
    }
}

/// A service that knows of an order's cancellation takes nothing for it any more.
struct CancellationsAreRemembered: Invariant {
    let name = "cancellations-remembered"
    let rule = "Once the orchestrator has heard of an order's cancellation it asks for nothing that leads forward."

    /// In SQL: what was asked, without the commands that undo something.
    private static func withoutCompensations(_ asked: String) -> String {
        let commands = Saga.Compensation.allCases.map { $0.rawValue.prefix(1).uppercased() + $0.rawValue.dropFirst() }
        return (commands + [", "]).reduce(asked) { "replace(\($0), '\($1)', '')" }
    }

    func check(_ facts: Facts) throws -> [Violation] {
        try violations(
            facts,
            """
            SELECT c.order_id, a.asked, a.message_id AS message_ids FROM dispatch.audit AS c
                JOIN dispatch.audit AS a ON a.order_id = c.order_id AND a.sequence > c.sequence
            WHERE c.cause = 'OrderCancelled' AND \(Self.withoutCompensations("a.asked")) <> ''
            ORDER BY 1
            """
        ) { row in "it was cancelled, the orchestrator knew it, and asked for \(row["asked"])" }
    }
}
