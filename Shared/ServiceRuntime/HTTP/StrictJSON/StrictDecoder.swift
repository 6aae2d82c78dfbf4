import Foundation

/// A decoder around Foundation's that notes which fields of an object are asked for.
struct StrictDecoder: Decoder {
    let base: any Decoder
    let fields: AskedFields

    var codingPath: [any CodingKey] { base.codingPath }
    var userInfo: [CodingUserInfoKey: Any] { base.userInfo }

    /// Decodes one value and then refuses what it has not asked for.
    static func decode<Value: Decodable>(_ type: Value.Type, from base: any Decoder) throws -> Value {
        let fields = AskedFields()
        let value = try oneOfItsWords(at: base.codingPath) { try Value(from: StrictDecoder(base: base, fields: fields)) }
        try fields.refuseOthers(in: base)
        return value
    }

    /// The standard library refuses an unknown word of an enumeration with the name of the Swift type, which a caller has never
    /// heard of; here it is told the words there are.
    private static func oneOfItsWords<Value>(at path: [any CodingKey], _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch DecodingError.dataCorrupted(let context) {
            guard let words = words(of: Value.self) else { throw DecodingError.dataCorrupted(context) }
            throw DecodingError.dataCorrupted(.init(codingPath: path, debugDescription: "must be one of \(words)"))
        }
    }

    private static func words<Value>(of type: Value.Type) -> String? {
        guard let type = type as? any CaseIterable.Type else { return nil }
        let words = allCases(of: type).compactMap { ($0 as? any RawRepresentable)?.rawValue as? String }
        return words.isEmpty ? nil : words.joined(separator: ", ")
    }

    private static func allCases<Value: CaseIterable>(of type: Value.Type) -> [Any] {
        Array(Value.allCases)
    }

    /// Decodes a value that Foundation decodes itself. Its parser looks at numbers only now, and what it says about one that does
    /// not fit is no `DecodingError`.
    static func leaf<Value>(at path: @autoclosure () -> [any CodingKey], _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as DecodingError {
            throw error
        } catch {
            throw DecodingError.dataCorrupted(
                .init(codingPath: path(), debugDescription: unreadable(as: Value.self), underlyingError: error))
        }
    }

    private static func unreadable<Value>(as type: Value.Type) -> String {
        switch type {
        case is any BinaryInteger.Type: "must be a whole number that is not too large"
        case is any BinaryFloatingPoint.Type, is Decimal.Type: "must be a number that is not too large"
        case is String.Type: "must be text in Unicode; half of a surrogate pair is none"
        default: "cannot be read"
        }
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        fields.isObject = true
        return KeyedDecodingContainer(StrictObject(base: try base.container(keyedBy: type), fields: fields))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        StrictList(base: try base.unkeyedContainer())
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        StrictValue(base: try base.singleValueContainer(), decoder: self)
    }
}

/// The fields of one object that were asked for while it was decoded. Used by one thread, for one object.
final class AskedFields {
    var isObject = false
    var names: Set<String> = []

    func refuseOthers(in decoder: any Decoder) throws {
        guard isObject else { return }
        let present = try decoder.container(keyedBy: AnyField.self).allKeys
        guard let unknown = present.filter({ !names.contains($0.stringValue) }).min(by: { $0.stringValue < $1.stringValue })
        else { return }
        throw Problem(unknownField: decoder.codingPath + [unknown], known: names.sorted())
    }
}

/// A field of any name.
struct AnyField: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

/// Types that hold no object of ours: Foundation decodes them itself, some of them in a way of its own.
///
/// Every type that the protocol `Decoder` names must be here: such a type asks its decoder for itself, and would do so for ever.
protocol DecodedByFoundation {}

extension Bool: DecodedByFoundation {}
extension String: DecodedByFoundation {}
extension Double: DecodedByFoundation {}
extension Float: DecodedByFoundation {}
extension Int: DecodedByFoundation {}
extension Int8: DecodedByFoundation {}
extension Int16: DecodedByFoundation {}
extension Int32: DecodedByFoundation {}
extension Int64: DecodedByFoundation {}
extension Int128: DecodedByFoundation {}
extension UInt: DecodedByFoundation {}
extension UInt8: DecodedByFoundation {}
extension UInt16: DecodedByFoundation {}
extension UInt32: DecodedByFoundation {}
extension UInt64: DecodedByFoundation {}
extension UInt128: DecodedByFoundation {}
extension Date: DecodedByFoundation {}
extension Data: DecodedByFoundation {}
extension Decimal: DecodedByFoundation {}
extension URL: DecodedByFoundation {}
