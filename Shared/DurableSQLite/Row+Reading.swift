package import GRDB

/// A row holds what its program cannot have written: the file is damaged, or somebody else wrote to it.
public struct DamagedRow: Error, Sendable, CustomStringConvertible {
    public var column: String
    /// What cannot be understood: shown to operators, never a text that a person wrote.
    public var reason: String

    public init(column: String, reason: String) {
        self.column = column
        self.reason = reason
    }

    public var description: String { "a row is damaged: its \(column) \(reason)" }
}

// GRDB's subscript ends the process for a value of another type; these throw.
extension Row {
    /// - Throws: `RowDecodingError` if the value is of another type, or NULL where there must be one.
    package func get<Value: DatabaseValueConvertible>(_ column: String) throws -> Value { try decode(forColumn: column) }

    /// A value that has a meaning, such as the name of a state.
    ///
    /// - Throws: `RowDecodingError` as above, ``DamagedRow`` for a value without meaning.
    package func get<Stored: DatabaseValueConvertible, Value>(_ column: String, as meaning: (Stored) -> Value?) throws -> Value {
        guard let value = meaning(try get(column)) else { throw DamagedRow(column: column, reason: "has no meaning") }
        return value
    }

    /// The same where NULL is allowed.
    package func getIfPresent<Stored: DatabaseValueConvertible, Value>(
        _ column: String, as meaning: (Stored) -> Value?
    ) throws -> Value? {
        guard let stored: Stored = try get(column) else { return nil }
        guard let value = meaning(stored) else { throw DamagedRow(column: column, reason: "has no meaning") }
        return value
    }
}
