/// What was waited for did not come.
struct NotInTime: Error, CustomStringConvertible {
    var description: String
}

/// Looks again and again until there is something to see, and returns it. The pause only spares the processor: what decides
/// is what `look` sees, and a slow machine just takes more looks.
///
/// - Throws: ``NotInTime`` with `what` after the limit, and at once whatever `look` throws.
func eventualValue<Value: Sendable>(
    _ what: String, within limit: Duration = .seconds(60), _ look: () async throws -> Value?
) async throws -> Value {
    let clock = ContinuousClock()
    let deadline = clock.now + limit
    while true {
        if let value = try await look() { return value }
        guard clock.now < deadline else { throw NotInTime(description: "after \(limit) still not: \(what)") }
        try await clock.sleep(for: .milliseconds(50))
    }
}

/// As above, for something that is or is not so.
func eventually(
    _ what: String, within limit: Duration = .seconds(60), _ look: () async throws -> Bool
) async throws {
    _ = try await eventualValue(what, within: limit) { try await look() ? true : nil }
}
