/// What the upcasters of a cancellation do (``FormerEvents``, and those of the message), in SQL: the reason and the person, whatever version
/// wrote them.
enum CancellationInSQL {
    /// - Parameter data: In SQL.
    static func by(_ data: String) -> String {
        "ifnull(\(data) ->> '$.by', iif(\(data) ->> '$.reason' = 'customerRequest', 'customer', 'process'))"
    }

    static func reason(_ data: String) -> String {
        "iif(\(data) ->> '$.by' = 'person' AND \(data) ->> '$.reason' = 'timedOut', 'givenUp', \(data) ->> '$.reason')"
    }
}
