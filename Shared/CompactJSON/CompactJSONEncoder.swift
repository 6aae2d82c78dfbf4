public import Foundation

/// Writes `Encodable` types as JSON, straight into one buffer.
///
/// The same value gives the same bytes: fields in the order the type writes them, the keys of dictionaries sorted. No space, no
/// escaped slashes. A type must write one container at a time, as everything that Swift synthesizes does: writing to an outer one
/// ends the inner ones.
public struct CompactJSONEncoder: Sendable {
    /// Writes a time as text.
    let writeDate: @Sendable (Date) -> String

    public init(writeDate: @escaping @Sendable (Date) -> String) {
        self.writeDate = writeDate
    }

    /// The JSON in UTF-8.
    public func encode(_ value: some Encodable) throws -> Data { Data(try bytes(value)) }

    /// The JSON as text, for a column of a database.
    public func text(_ value: some Encodable) throws -> String { String(decoding: try bytes(value), as: UTF8.self) }

    /// The JSON in UTF-8, as an array.
    public func bytes(_ value: some Encodable) throws -> [UInt8] {
        let writer = JSONWriter(writeDate: writeDate)
        try writer.write(value)
        return writer.bytes
    }
}
