import GRDB

/// The invariants that hold for every service, fed by what each contributes, and those of the log.
public enum CommonInvariants {
    public static func all(_ services: [VerifiedService]) -> [any Invariant] {
        func selects(_ list: KeyPath<ServiceVerification, [String]>) -> [String] {
            services.flatMap { $0.verification[keyPath: list] }
        }
        return [
            ParcelsArePastThePivot(selects: selects(\.pastPivot)), NothingIsHeldForCancelled(selects: selects(\.held)),
            CompletedOrdersAreFinished(selects: selects(\.unfinished)), LogIsWhole(), ChainsAreUnbroken(), EffectsHappenOnce(),
            MessagesAreHandledOnce(), StateChangesArePublished(selects: selects(\.changes)),
            PublishedEventsMatchState(selects: selects(\.denials)), WaitsHaveTimeouts(selects: selects(\.waits)),
            TimersBelong(selects: selects(\.strayTimers)),
            LateAnswersAreUndone(grants: services.flatMap(\.verification.grants)), MessagesAreReadable(), DeadLettersAreKnown(),
            AnswersAreReadable(),
        ]
    }
}

extension [String] {
    /// In SQL: all of these selects together.
    fileprivate var union: String { joined(separator: " UNION ALL ") }
}

/// Only what is past the pivot is packed and leaves the house.
struct ParcelsArePastThePivot: Invariant {
    let name = "parcels-past-pivot"
    let rule = "No unit is packed and no parcel dispatched for an order that never became ready."
    let selects: [String]

    func check(_ facts: Facts) throws -> [Violation] {
        guard !selects.isEmpty else { return [] }
        return try violations(
            facts,
            """
            WITH parcels (order_id, what, type) AS (\(selects.union))
            SELECT p.order_id, p.what, ifnull(t.state, 'unknown') AS state,
                (SELECT group_concat(id, ' ') FROM messages WHERE subject = 'Order-' || p.order_id AND type = p.type) AS message_ids
            FROM parcels AS p LEFT JOIN order_facts AS t USING (order_id)
            WHERE ifnull(t.readied, 0) = 0 AND NOT \(Facts.isLost("p.order_id")) ORDER BY p.order_id
            """
        ) { row in "its \(row["what"]), and the order is \(row["state"])" }
    }
}

/// Every service has released what it held for a cancelled order.
struct NothingIsHeldForCancelled: Invariant {
    let name = "nothing-held-for-cancelled"
    let rule = "When nothing is left to be done, no stock is reserved and no shipment booked for a cancelled order."
    let needsDrainedBus = true
    let selects: [String]

    func check(_ facts: Facts) throws -> [Violation] {
        guard !selects.isEmpty else { return [] }
        return try violations(
            facts,
            """
            WITH held (order_id, what, type) AS (\(selects.union))
            SELECT h.order_id, h.what, t.reason,
                (SELECT group_concat(id, ' ') FROM messages WHERE subject = 'Order-' || h.order_id AND type = h.type) AS message_ids
            FROM held AS h JOIN order_facts AS t USING (order_id)
            WHERE t.state = 'cancelled' AND h.order_id NOT IN (SELECT order_id FROM excused) ORDER BY h.order_id
            """
        ) { row in "\(row["what"]), though the order is cancelled (\(row.text("reason") ?? "no reason"))" }
    }
}

/// Completed means that the parcel is on its way, and that every service has done its part.
struct CompletedOrdersAreFinished: Invariant {
    let name = "completed-left-house"
    let rule = "When nothing is left to be done, every completed order's shipment is dispatched and its stock shipped."
    let needsDrainedBus = true
    let selects: [String]

    func check(_ facts: Facts) throws -> [Violation] {
        guard !selects.isEmpty else { return [] }
        return try violations(
            facts,
            """
            WITH unfinished (order_id, what) AS (\(selects.union))
            SELECT u.order_id, group_concat(u.what, ' and ') AS what,
                (SELECT id FROM messages WHERE subject = 'Order-' || u.order_id AND type = 'OrderCompleted') AS message_ids
            FROM unfinished AS u WHERE u.order_id NOT IN (SELECT order_id FROM excused) GROUP BY u.order_id ORDER BY u.order_id
            """
        ) { row in "it is completed, but \(row["what"])" }
    }
}

/// No service waits for ever for an answer that never comes.
struct WaitsHaveTimeouts: Invariant {
    let name = "waits-have-timeouts"
    let rule = "What waits for an answer has a timeout: Orders for every paid order, the orchestrator for each step."
    let selects: [String]

    /// What a service waits for and its timeouts are of one moment.
    func check(_ facts: Facts) throws -> [Violation] {
        guard !selects.isEmpty else { return [] }
        return try violations(facts, "SELECT order_id, service, state FROM (\(selects.union)) ORDER BY 1") { row in
            "it is \(row["state"]), and \(row["service"]) has no timeout set for it"
        }
    }
}

/// A timeout that fires for nothing would begin what is over.
struct TimersBelong: Invariant {
    let name = "timers-belong"
    let rule = "A timeout is set only while its service waits for something about the order."
    let selects: [String]

    func check(_ facts: Facts) throws -> [Violation] {
        guard !selects.isEmpty else { return [] }
        return try violations(
            facts,
            "WITH stray (order_id, service, state) AS (\(selects.union)) SELECT * FROM stray ORDER BY 1"
        ) { row in "\(row["service"]).db: a timeout is set for it, and it is \(row["state"])" }
    }
}

/// What is granted after it was given up is given up again.
struct LateAnswersAreUndone: Invariant {
    let name = "late-answers-undone"
    let rule =
        "When nothing is left to be done, whatever was granted to a cancelled orchestrated order was given back, or asked back, after."
    let needsDrainedBus = true
    let needsWholeLog = true
    let grants: [ServiceVerification.Grant]

    func check(_ facts: Facts) throws -> [Violation] {
        guard !grants.isEmpty else { return [] }
        let values = grants.map { "('\($0.granted)', '\($0.asked)', '\($0.returned)')" }.joined(separator: ", ")
        return try violations(
            facts,
            """
            WITH undo (granted, asked, given) AS (VALUES \(values))
            SELECT t.order_id, m.type, m.id AS message_ids FROM order_facts AS t JOIN undo
                JOIN messages AS m ON m.subject = 'Order-' || t.order_id AND m.type = undo.granted
            WHERE t.state = 'cancelled' AND t.mode = 'orchestration' AND m.source IN (\(facts.sources))
                AND t.order_id NOT IN (SELECT order_id FROM excused)
                AND NOT EXISTS (SELECT 1 FROM messages AS u WHERE u.subject = m.subject AND u.position > m.position
                    AND u.type IN (undo.asked, undo.given))
            ORDER BY t.order_id
            """
        ) { row in "it is cancelled, and the \(row["type"]) that came last was not undone" }
    }
}
