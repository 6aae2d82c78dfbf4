import Foundation

/// Decodes the value at one entry of a text: as the `Decoder` that a type is given, and as the container of a single value.
struct ValueDecoder {
    let text: JSONText
    let entry: Int

    var kind: JSONText.Kind { text.entries[entry].kind }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        if type == Date.self, let date = try date() as? Value { return date }
        let value: Value
        do {
            value = try Value(from: self)
        } catch DecodingError.dataCorrupted(let context) {
            throw DecodingError.dataCorrupted(Self.words(of: type).map { corrupted("must be one of \($0)") } ?? context)
        }
        if text.options.unknownFields == .refused, kind == .object { try text.refuseUnaskedMembers(of: entry) }
        return value
    }

    private func date() throws -> Date {
        guard let date = text.options.readDate(try decode(String.self)) else {
            throw DecodingError.dataCorrupted(corrupted("must be a time such as 2026-11-23T16:00:00.000Z"))
        }
        return date
    }

    // The standard library refuses an unknown word of an enumeration with the name of the Swift type, which a caller has never
    // seen; here the known words are given.
    private static func words<Value>(of type: Value.Type) -> String? {
        guard let type = type as? any CaseIterable.Type else { return nil }
        let words = allCases(of: type).compactMap { ($0 as? any RawRepresentable)?.rawValue as? String }
        return words.isEmpty ? nil : words.joined(separator: ", ")
    }

    private static func allCases<Value: CaseIterable>(of type: Value.Type) -> [Any] { Array(Value.allCases) }

    // MARK: Errors

    func mismatch(_ type: any Any.Type) -> DecodingError {
        let context = DecodingError.Context(codingPath: codingPath, debugDescription: "it is of another kind")
        return kind == .null ? .valueNotFound(type, context) : .typeMismatch(type, context)
    }

    func corrupted(_ reason: String) -> DecodingError.Context { .init(codingPath: codingPath, debugDescription: reason) }
}

extension ValueDecoder: Decoder {
    var codingPath: [any CodingKey] { text.path(to: entry) }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard kind == .object else { throw mismatch([String: Any].self) }
        return KeyedDecodingContainer(ObjectReader(text: text, entry: entry))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard kind == .array else { throw mismatch([Any].self) }
        return ArrayReader(text: text, entry: entry)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }
}

extension ValueDecoder: SingleValueDecodingContainer {
    func decodeNil() -> Bool { kind == .null }

    func decode(_ type: Bool.Type) throws -> Bool {
        switch kind {
        case .yes: true
        case .no: false
        default: throw mismatch(type)
        }
    }

    func decode(_ type: String.Type) throws -> String {
        guard let string = text.text(at: entry) else { throw mismatch(type) }
        return string
    }

    func decode(_ type: Double.Type) throws -> Double { try floating(type) }
    func decode(_ type: Float.Type) throws -> Float { try floating(type) }
    func decode(_ type: Int.Type) throws -> Int { try integer(type) }
    func decode(_ type: Int8.Type) throws -> Int8 { try integer(type) }
    func decode(_ type: Int16.Type) throws -> Int16 { try integer(type) }
    func decode(_ type: Int32.Type) throws -> Int32 { try integer(type) }
    func decode(_ type: Int64.Type) throws -> Int64 { try integer(type) }
    func decode(_ type: UInt.Type) throws -> UInt { try integer(type) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try integer(type) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try integer(type) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try integer(type) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try integer(type) }

    private func integer<Number: FixedWidthInteger>(_ type: Number.Type) throws -> Number {
        guard kind == .integer || kind == .number else { throw mismatch(type) }
        guard let number = Numbers.integer(text.number(at: entry), isPlain: kind == .integer, as: type) else {
            throw DecodingError.dataCorrupted(corrupted("must be a whole number that is not too large"))
        }
        return number
    }

    private func floating<Number: BinaryFloatingPoint & LosslessStringConvertible>(_ type: Number.Type) throws -> Number {
        guard kind == .integer || kind == .number else { throw mismatch(type) }
        let digits = String(decoding: text.number(at: entry), as: UTF8.self)
        guard let number = Number(digits), number.isFinite else {
            throw DecodingError.dataCorrupted(corrupted("must be a number that is not too large"))
        }
        return number
    }
}

/// Numbers from their digits.
enum Numbers {
    /// - Parameter isPlain: digits and a sign only; else there is a fraction or an exponent, which may still name a whole number.
    static func integer<Number: FixedWidthInteger>(_ text: ArraySlice<UInt8>, isPlain: Bool, as type: Number.Type) -> Number? {
        guard isPlain else {
            // Beyond 2^53 a Double no longer tells one whole number from the next.
            guard let value = Double(String(decoding: text, as: UTF8.self)), value.magnitude <= 9_007_199_254_740_992 else {
                return nil
            }
            return Number(exactly: value)
        }
        let isNegative = text.first == UInt8(ascii: "-")
        var value: Number = 0
        for digit in isNegative ? text.dropFirst() : text {
            let (shifted, overflow) = value.multipliedReportingOverflow(by: 10)
            let number = Number(truncatingIfNeeded: digit &- UInt8(ascii: "0"))
            let (next, carry) =
                isNegative ? shifted.subtractingReportingOverflow(number) : shifted.addingReportingOverflow(number)
            guard !overflow, !carry else { return nil }
            value = next
        }
        return value
    }
}
