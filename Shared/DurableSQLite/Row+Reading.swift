package import GRDB

/// A row holds a value without meaning, which no program that keeps to its table has written: the file is damaged.
public struct DamagedRow: Error, Sendable, CustomStringConvertible {
    public var column: String

    public init(column: String) { self.column = column }

    /// Without the value, which may be personal data.
    public var description: String { "a row is damaged: the value of its column \(column) has no meaning" }
}

// GRDB's subscript ends the process for a value of another type; these throw.
extension Row {
    /// - Throws: `RowDecodingError` if the value is of another type, or NULL where there must be one.
    package func get<Value: DatabaseValueConvertible>(_ column: String) throws -> Value { try decode(forColumn: column) }

    /// A value that has a meaning, such as the name of a state.
    ///
    /// - Throws: `RowDecodingError` as above, ``DamagedRow`` for a value without meaning.
    package func get<Stored: DatabaseValueConvertible, Value>(_ column: String, as meaning: (Stored) -> Value?) throws -> Value {
        guard let value = meaning(try get(column)) else { throw DamagedRow(column: column) }
        return value
    }

    /// The same where NULL is allowed.
    package func getIfPresent<Stored: DatabaseValueConvertible, Value>(
        _ column: String, as meaning: (Stored) -> Value?
    ) throws -> Value? {
        let stored: Stored? = try get(column)
        return try stored == nil ? nil : get(column, as: meaning)
    }
}
