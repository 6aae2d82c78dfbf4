/// The members of an object.
struct ObjectReader<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let text: JSONText
    let entry: Int

    var codingPath: [any CodingKey] { text.path(to: entry) }
    var allKeys: [Key] { text.keys(of: entry).compactMap { Key(stringValue: $0) } }

    func contains(_ key: Key) -> Bool { text.member(key.stringValue, of: entry) != nil }
    func decodeNil(forKey key: Key) throws -> Bool { try value(key).decodeNil() }

    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try value(key).decode(type) }
    func decode(_ type: String.Type, forKey key: Key) throws -> String { try value(key).decode(type) }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try value(key).decode(type) }
    func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try value(key).decode(type) }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try value(key).decode(type) }
    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try value(key).decode(type) }
    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try value(key).decode(type) }
    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try value(key).decode(type) }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try value(key).decode(type) }
    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try value(key).decode(type) }
    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try value(key).decode(type) }
    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try value(key).decode(type) }
    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try value(key).decode(type) }
    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try value(key).decode(type) }
    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value { try value(key).decode(type) }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try value(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { try value(key).unkeyedContainer() }
    func superDecoder(forKey key: Key) throws -> any Decoder { try value(key) }

    func superDecoder() throws -> any Decoder {
        guard let entry = text.member("super", of: entry) else { throw missing(PathStep("super")) }
        return ValueDecoder(text: text, entry: entry)
    }

    private func value(_ key: Key) throws -> ValueDecoder {
        guard let entry = text.member(key.stringValue, of: entry) else { throw missing(key) }
        return ValueDecoder(text: text, entry: entry)
    }

    private func missing(_ key: any CodingKey) -> DecodingError {
        .keyNotFound(key, .init(codingPath: codingPath, debugDescription: "it is missing"))
    }
}

/// The elements of an array, one after the other.
struct ArrayReader: UnkeyedDecodingContainer {
    let text: JSONText
    let entry: Int
    private var next: Int
    private(set) var currentIndex = 0

    init(text: JSONText, entry: Int) {
        self.text = text
        self.entry = entry
        next = entry + 1
    }

    var codingPath: [any CodingKey] { text.path(to: entry) }
    var count: Int? { Int(text.entries[entry].count) }
    var isAtEnd: Bool { next >= Int(text.entries[entry].next) }

    mutating func decodeNil() throws -> Bool {
        guard try element(Any?.self).decodeNil() else { return false }
        step()
        return true
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let value = try element(type).decode(type)
        step()
        return value
    }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested> {
        let container = try element(type).container(keyedBy: type)
        step()
        return container
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        let container = try element([Any].self).unkeyedContainer()
        step()
        return container
    }

    mutating func superDecoder() throws -> any Decoder {
        let decoder = try element((any Decoder).self)
        step()
        return decoder
    }

    private func element(_ type: any Any.Type) throws -> ValueDecoder {
        guard !isAtEnd else {
            let path = codingPath + [PathStep(currentIndex)]
            throw DecodingError.valueNotFound(type, .init(codingPath: path, debugDescription: "the list has no more elements"))
        }
        return ValueDecoder(text: text, entry: next)
    }

    private mutating func step() {
        next = Int(text.entries[next].next)
        currentIndex += 1
    }
}
