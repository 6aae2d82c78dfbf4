import Testing

/// One way to break correct files, and the invariant that finds it.
struct Breakage: Sendable, CustomTestStringConvertible {
    /// What is wrong afterwards, in words.
    var what: String
    var invariant: String
    /// The order that is named; `nil` where it is about a SKU, or the log as a whole.
    var order: Int?
    /// What the finding says, in part.
    var reports: String
    /// Other invariants that cannot but break along: what one service made up, the messages of another contradict.
    var along: Set<String> = []
    /// File and SQL.
    var changes: [(file: String, sql: String)]

    init(
        _ what: String, breaks invariant: String, of order: Int? = nil, reports: String, along: Set<String> = [],
        _ changes: (file: String, sql: String)...
    ) {
        self.what = what
        self.invariant = invariant
        self.order = order
        self.reports = reports
        self.along = along
        self.changes = changes
    }

    var testDescription: String { "\(invariant): \(what)" }
}

extension Breakage {
    /// Appends a copy of a message to the log, about another order if `subject` says so.
    static func repeatMessage(_ type: String, of order: Int, subject: String? = nil) -> (file: String, sql: String) {
        (
            "bus",
            """
            INSERT INTO messages SELECT (SELECT max(position) + 1 FROM messages), time, schema_version, type, mode, source,
                '\(subject ?? "Order-\(order)")', partition_key, id || '-again', correlation_id, causation_id, traceparent, data, 0
            FROM messages WHERE type = '\(type)' AND subject = 'Order-\(order)'
            """
        )
    }
}
