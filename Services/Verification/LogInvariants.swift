import Contracts
import Decisions
import GRDB

/// The log has lost nothing.
struct LogIsWhole: Invariant {
    let name = "log-whole"
    let rule = "The log has every position from the last compaction to its end, and no consumer is ahead of it."
    let needsSummaries = false

    func check(_ facts: Facts) throws -> [Violation] {
        // Counting is quick, and only a log that is short of a message has to be looked through.
        let gaps =
            Int64(facts.messages) == facts.last.subtractingReportingOverflow(facts.compacted).partialValue
            ? [] : try self.gaps(facts)
        let ahead = facts.checkpoints.filter { $0.value > facts.last }.sorted { $0.key < $1.key }.map { consumer, position in
            Violation(
                invariant: name, finding: "\(consumer) has read up to position \(position), but the log ends at \(facts.last)")
        }
        return gaps + ahead
    }

    private func gaps(_ facts: Facts) throws -> [Violation] {
        try violations(
            facts,
            """
            SELECT previous + 1 AS first, position - 1 AS last FROM (
                SELECT position, lag(position, 1, \(Facts.compactedUpTo)) OVER (ORDER BY position) AS previous FROM messages)
            WHERE position <> previous + 1
            """
        ) { row in "positions \(row["first"]) to \(row["last"]) are missing from the log" }
    }
}

/// Who caused what can be followed back to the call it began with.
struct ChainsAreUnbroken: Invariant {
    let name = "chains-unbroken"
    let rule =
        "Every message names an earlier one as its cause and keeps its correlation id, unless a call or a timeout began the chain."
    let needsSummaries = false

    /// In SQL: the types that need not have a cause.
    private static let beginnings = MessageType.allCases.filter { $0.payload.beginsChains }.map { "'\($0.rawValue)'" }.joined(
        separator: ", ")

    func check(_ facts: Facts) throws -> [Violation] {
        try violations(
            facts,
            """
            SELECT iif(m.subject GLOB 'Order-*', \(FactTables.order("m.subject")), NULL) AS order_id, m.type, m.position,
                m.id || ' ' || ifnull(m.causation_id, '') AS message_ids,
                CASE
                    WHEN m.causation_id IS NULL THEN iif(m.type IN (\(Self.beginnings)), NULL, 'names no cause')
                    WHEN c.id IS NULL THEN iif(\(Facts.compactedUpTo) > 0, NULL, 'names a cause that is not on the bus')
                    WHEN c.position >= m.position THEN 'stands before its cause, which is at ' || c.position
                    WHEN c.correlation_id <> m.correlation_id THEN 'has another correlation id than its cause, which is at ' || c.position
                END AS problem
            FROM messages AS m LEFT JOIN messages AS c ON c.id = m.causation_id
            WHERE problem IS NOT NULL AND m.source IN (\(facts.sources)) ORDER BY m.position
            """
        ) { row in "\(row["type"]) at \(row["position"]) \(row["problem"])" }
    }
}

/// Nothing happens twice, whatever is delivered twice.
struct EffectsHappenOnce: Invariant {
    let name = "effects-once"
    let rule = "Every event of an order is on the bus once, and a command is answered once."

    /// A command may be asked for again, under an id of its own; a repeat gets an answer, and not the event again. What people
    /// do they may do again.
    private static let repeatable = types([.command, .record])
    private static let answers = types([.answer])

    /// In SQL: the types of these kinds.
    private static func types(_ kinds: [MessageKind]) -> String {
        MessageType.allCases.filter { kinds.contains($0.kind) }.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    }

    func check(_ facts: Facts) throws -> [Violation] {
        try violations(
            facts,
            """
            SELECT \(FactTables.order("m.subject")) AS order_id, m.type, count(*) AS times, group_concat(m.id, ' ') AS message_ids
            FROM published AS s CROSS JOIN messages AS m ON m.subject = s.subject AND m.type = s.type AND m.source IN (\(facts.sources))
            WHERE s.times > 1 AND s.subject GLOB 'Order-*' AND s.type NOT IN (\(Self.repeatable))
            GROUP BY m.subject, m.type, iif(m.type IN (\(Self.answers)), ifnull(m.causation_id, m.id), NULL) HAVING count(*) > 1
            """
        ) { row in "\(row["type"]) stands \(row["times"]) times on the bus" }
    }
}
