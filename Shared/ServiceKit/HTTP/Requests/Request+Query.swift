public import Hummingbird
import Synchronization

extension Request {
    /// A query parameter as text, `nil` if it is absent or empty.
    ///
    /// - Throws: ``Problem`` (400) if it is given more than once.
    public func query(_ name: String) throws -> String? {
        AskedParameters.current?.names.withLock { _ = $0.insert(name) }
        let values = uri.queryParameters[values: name[...]]
        guard values.count < 2 else { throw Problem(.malformedRequest, "the query parameter '\(name)' is given twice") }
        return values.first.flatMap { $0.isEmpty ? nil : String($0) }
    }

    /// A query parameter as something else.
    ///
    /// - Parameters:
    ///   - expected: what a right value looks like, for the caller: "a whole number from 1 to 1000".
    ///   - parse: `nil` for a wrong value.
    /// - Throws: ``Problem`` (400) that names the parameter.
    public func query<Value>(_ name: String, expected: String, parse: (String) -> Value?) throws -> Value? {
        guard let text = try query(name) else { return nil }
        guard let value = parse(text) else {
            throw Problem(.malformedRequest, "the query parameter '\(name)' must be \(expected), not '\(text)'")
        }
        return value
    }

    /// A query parameter that counts from 1, such as a version or a position.
    ///
    /// - Throws: ``Problem`` (400) that names the parameter.
    public func queryCount<Number: FixedWidthInteger>(_ name: String, as type: Number.Type = Int.self) throws -> Number? {
        try query(name, expected: "a whole number from 1") { Number($0).flatMap { $0 >= 1 ? $0 : nil } }
    }

    /// A query parameter that is one of a few words: `?state=paid`.
    ///
    /// - Throws: ``Problem`` (400) that lists the words.
    public func query<Value: RawRepresentable<String> & CaseIterable>(
        _ name: String, as type: Value.Type
    ) throws -> Value? {
        let words = type.allCases.map(\.rawValue).joined(separator: ", ")
        return try query(name, expected: "one of \(words)", parse: Value.init(rawValue:))
    }
}
