public import Foundation

/// Reads JSON into `Decodable` types: one look through the text, then only what is asked for is taken out of it.
///
/// Stricter than Foundation's decoder: a duplicate key is refused, and unknown fields may be. What is no JSON throws
/// ``JSONSyntaxError``, what has the wrong form `DecodingError` with the path to it.
/// It is here for speed: `docket bench store` and the guide on performance have the figures beside Foundation's.
public struct CompactJSONDecoder: Sendable {
    /// What becomes of a field that the type does not have.
    public enum UnknownFields: Sendable { case ignored, refused }

    /// Whether an object may have fields that its type does not ask for.
    public var unknownFields: UnknownFields
    /// Brings texts to Unicode's normal form C, in which equal letters are equal bytes: for what comes from outside.
    public var normalizesText = false
    /// Objects and arrays inside one another.
    public var depthLimit = 128
    /// Reads a time from its text; `nil` if it is none.
    let readDate: @Sendable (String) -> Date?

    public init(
        unknownFields: UnknownFields = .ignored, normalizesText: Bool = false, readDate: @escaping @Sendable (String) -> Date?
    ) {
        self.unknownFields = unknownFields
        self.normalizesText = normalizesText
        self.readDate = readDate
    }

    /// Reads one value. Throws `JSONSyntaxError` or `DecodingError`.
    public func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value {
        try decode(type, from: [UInt8](data))
    }

    /// Reads a column of a database.
    public func decode<Value: Decodable>(_ type: Value.Type, from text: String) throws -> Value {
        try decode(type, from: [UInt8](text.utf8))
    }

    /// Reads one value, from UTF-8.
    public func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
        try ValueDecoder(text: JSONText(bytes, options: self), entry: 0).decode(type)
    }
}
