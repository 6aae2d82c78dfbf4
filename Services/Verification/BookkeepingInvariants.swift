import Contracts
import Decisions
import GRDB

/// What a service published must be readable by those who take it, today and when the log is replayed.
struct MessagesAreReadable: Invariant {
    let name = "messages-readable"
    let rule = "Every message that a service published is of a type and version that there is, and its data is JSON."
    let needsSummaries = false

    /// In SQL: every version of every type.
    private static let versions = MessageType.allCases.flatMap { type in
        (1...max(1, type.payload.version)).map { "('\(type.rawValue)', \($0))" }
    }.joined(separator: ", ")

    func check(_ facts: Facts) throws -> [Violation] {
        try violations(
            facts,
            """
            SELECT id AS message_ids, position, type, CASE
                    WHEN (type, schema_version) NOT IN (VALUES \(Self.versions)) THEN 'is of the unknown version ' || schema_version
                    WHEN NOT json_valid(data) THEN 'is not JSON'
                END AS problem
            FROM messages WHERE source IN (\(facts.sources)) AND problem IS NOT NULL ORDER BY position
            """
        ) { row in "bus.db: \(row["type"]) at \(row["position"]) \(row["problem"])" }
    }
}

/// What waits for a person is a message of the log, and in a state that the commands know.
struct DeadLettersAreKnown: Invariant {
    let name = "dead-letters-known"
    let rule = "Every dead letter is the message at its position of the log, in a state and for a reason that there is."
    let needsSummaries = false

    func check(_ facts: Facts) throws -> [Violation] {
        try facts.consumers.flatMap { consumer in
            try violations(
                facts,
                """
                SELECT d.id AS message_ids, d.position, CASE
                        WHEN d.state NOT IN ('waiting', 'retrying', 'handled', 'discarded') THEN 'is in the unknown state ' || d.state
                        WHEN d.reason NOT IN ('unreadable', 'attemptsExhausted', 'lost') THEN 'has the unknown reason ' || d.reason
                        WHEN d.position > \(Facts.compactedUpTo) AND d.id IS NOT m.id
                            THEN 'is ' || d.id || ', and the log has ' || ifnull(m.id, 'nothing') || ' there'
                    END AS problem
                FROM \(consumer).dead_letters AS d LEFT JOIN messages AS m ON m.position = d.position
                WHERE problem IS NOT NULL ORDER BY d.position
                """
            ) { row in "\(consumer).db: the dead letter at \(row["position"]) \(row["problem"])" }
        }
    }
}

/// A repeat of a call gets the first answer, so the first answer must be one.
struct AnswersAreReadable: Invariant {
    let name = "answers-readable"
    let rule = "Every answer that is kept under an idempotency key is JSON with something in it."
    let needsSummaries = false

    func check(_ facts: Facts) throws -> [Violation] {
        try facts.consumers.flatMap { consumer in
            try violations(
                facts,
                """
                SELECT operation, key FROM \(consumer).idempotency
                WHERE NOT json_valid(answer) OR answer IN ('{}', '[]', 'null', '""') ORDER BY 1, 2
                """
            ) { row in "\(consumer).db: the answer to \(row["operation"]) under the key \(row["key"]) cannot be given again" }
        }
    }
}
