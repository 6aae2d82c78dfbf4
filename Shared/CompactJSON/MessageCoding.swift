public import Foundation
import Instants

/// How message data is written as JSON: the same message gives the same bytes; times as RFC 3339 in UTC with milliseconds.
public enum MessageCoding {
    private static let encoder = CompactJSONEncoder(writeDate: { $0.timestamp })
    private static let tolerant = CompactJSONDecoder(readDate: { Date(timestamp: $0) })
    private static let strict = CompactJSONDecoder(
        unknownFields: .refused, normalizesText: true, readDate: { Date(timestamp: $0) })

    /// In the form of an envelope.
    public static func encode(_ value: some Encodable) throws -> Data { try encoder.encode(value) }
    /// The same, as an array.
    public static func bytes(_ value: some Encodable) throws -> [UInt8] { try encoder.bytes(value) }
    /// For a column of a database.
    public static func text(_ value: some Encodable) throws -> String { try encoder.text(value) }

    /// Reads message data. Fields that the type does not have are passed over: a newer sender may know more.
    ///
    /// - Throws: `JSONSyntaxError` or `DecodingError`; a time that is none by RFC 3339 and the calendar is such an error.
    public static func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value {
        try tolerant.decode(type, from: data)
    }

    /// The same, from a column of a database.
    public static func decode<Value: Decodable>(_ type: Value.Type, from text: String) throws -> Value {
        try tolerant.decode(type, from: text)
    }

    /// Reads what people and other programs send: an unknown field is refused as well, so that a typing error is not lost. Texts
    /// come in Unicode's normal form C.
    public static func decodeStrictly<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
        try strict.decode(type, from: bytes)
    }
}
