/// An object: notes each field that is asked for.
struct StrictObject<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let base: KeyedDecodingContainer<Key>
    let fields: AskedFields

    var codingPath: [any CodingKey] { base.codingPath }

    /// Whoever asks for all fields takes them all, as a dictionary does.
    var allKeys: [Key] {
        base.allKeys.map(asked)
    }

    func contains(_ key: Key) -> Bool { base.contains(asked(key)) }
    func decodeNil(forKey key: Key) throws -> Bool { try base.decodeNil(forKey: asked(key)) }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        if type is any DecodedByFoundation.Type {
            return try StrictDecoder.leaf(at: codingPath + [key]) { try base.decode(type, forKey: asked(key)) }
        }
        return try StrictDecoder.decode(type, from: superDecoder(forKey: key))
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try base.nestedContainer(keyedBy: type, forKey: asked(key))
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try base.nestedUnkeyedContainer(forKey: asked(key))
    }

    func superDecoder() throws -> any Decoder { try base.superDecoder() }

    func superDecoder(forKey key: Key) throws -> any Decoder {
        // Foundation hands out a decoder of null for a field that is not there; "is missing" is the better answer.
        guard base.contains(asked(key)) else {
            throw DecodingError.keyNotFound(key, .init(codingPath: codingPath, debugDescription: ""))
        }
        return try base.superDecoder(forKey: key)
    }

    private func asked(_ key: Key) -> Key {
        fields.names.insert(key.stringValue)
        return key
    }
}

/// A list: each element is an object of its own.
struct StrictList: UnkeyedDecodingContainer {
    var base: any UnkeyedDecodingContainer

    var codingPath: [any CodingKey] { base.codingPath }
    var count: Int? { base.count }
    var isAtEnd: Bool { base.isAtEnd }
    var currentIndex: Int { base.currentIndex }

    mutating func decodeNil() throws -> Bool { try base.decodeNil() }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        if type is any DecodedByFoundation.Type {
            return try StrictDecoder.leaf(at: codingPath) { try base.decode(type) }
        }
        return try StrictDecoder.decode(type, from: base.superDecoder())
    }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested> {
        try base.nestedContainer(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try base.nestedUnkeyedContainer() }
    mutating func superDecoder() throws -> any Decoder { try base.superDecoder() }
}

/// A value alone, which may be a wrapper (`Optional`, an id) around what follows at the same place.
struct StrictValue: SingleValueDecodingContainer {
    let base: any SingleValueDecodingContainer
    let decoder: StrictDecoder

    var codingPath: [any CodingKey] { base.codingPath }

    func decodeNil() -> Bool { base.decodeNil() }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        if type is any DecodedByFoundation.Type { return try StrictDecoder.leaf(at: codingPath) { try base.decode(type) } }
        // The fields it asks for count for this place.
        return try Value(from: decoder)
    }
}
