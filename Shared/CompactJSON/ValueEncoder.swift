/// The `Encoder` that a type is given: writes at one place of the text.
struct ValueEncoder: Encoder {
    let writer: JSONWriter
    /// Containers that were open when the value began.
    let base: Int

    // Where an error happens is known from the value itself; the path is not kept.
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(ObjectWriter(writer: writer, depth: writer.begin("{", "}", at: base)))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        ArrayWriter(writer: writer, depth: writer.begin("[", "]", at: base))
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }
}

extension ValueEncoder: SingleValueEncodingContainer {
    func encodeNil() { writer.writeNull() }
    func encode(_ value: Bool) { writer.writeBool(value) }
    func encode(_ value: String) { writer.writeString(value) }
    func encode(_ value: Double) throws { try writer.writeNumber(value) }
    func encode(_ value: Float) throws { try writer.writeNumber(value) }
    func encode(_ value: Int) { writer.writeInteger(value) }
    func encode(_ value: Int8) { writer.writeInteger(value) }
    func encode(_ value: Int16) { writer.writeInteger(value) }
    func encode(_ value: Int32) { writer.writeInteger(value) }
    func encode(_ value: Int64) { writer.writeInteger(value) }
    func encode(_ value: UInt) { writer.writeInteger(value) }
    func encode(_ value: UInt8) { writer.writeInteger(value) }
    func encode(_ value: UInt16) { writer.writeInteger(value) }
    func encode(_ value: UInt32) { writer.writeInteger(value) }
    func encode(_ value: UInt64) { writer.writeInteger(value) }
    func encode<Value: Encodable>(_ value: Value) throws { try writer.write(value) }
}

/// The members of an object.
struct ObjectWriter<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let writer: JSONWriter
    let depth: Int

    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) { at(key).writeNull() }
    func encode(_ value: Bool, forKey key: Key) { at(key).writeBool(value) }
    func encode(_ value: String, forKey key: Key) { at(key).writeString(value) }
    func encode(_ value: Double, forKey key: Key) throws { try at(key).writeNumber(value) }
    func encode(_ value: Float, forKey key: Key) throws { try at(key).writeNumber(value) }
    func encode(_ value: Int, forKey key: Key) { at(key).writeInteger(value) }
    func encode(_ value: Int8, forKey key: Key) { at(key).writeInteger(value) }
    func encode(_ value: Int16, forKey key: Key) { at(key).writeInteger(value) }
    func encode(_ value: Int32, forKey key: Key) { at(key).writeInteger(value) }
    func encode(_ value: Int64, forKey key: Key) { at(key).writeInteger(value) }
    func encode(_ value: UInt, forKey key: Key) { at(key).writeInteger(value) }
    func encode(_ value: UInt8, forKey key: Key) { at(key).writeInteger(value) }
    func encode(_ value: UInt16, forKey key: Key) { at(key).writeInteger(value) }
    func encode(_ value: UInt32, forKey key: Key) { at(key).writeInteger(value) }
    func encode(_ value: UInt64, forKey key: Key) { at(key).writeInteger(value) }
    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws { try at(key).write(value) }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) -> KeyedEncodingContainer<Nested> {
        nested(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { nested(key).unkeyedContainer() }
    func superEncoder(forKey key: Key) -> any Encoder { nested(key) }

    func superEncoder() -> any Encoder {
        writer.member("super", at: depth)
        return ValueEncoder(writer: writer, base: depth)
    }

    private func at(_ key: Key) -> JSONWriter {
        writer.member(key.stringValue, at: depth)
        return writer
    }

    private func nested(_ key: Key) -> ValueEncoder { ValueEncoder(writer: at(key), base: depth) }
}

/// The elements of an array.
struct ArrayWriter: UnkeyedEncodingContainer {
    let writer: JSONWriter
    let depth: Int
    private(set) var count = 0

    init(writer: JSONWriter, depth: Int) {
        self.writer = writer
        self.depth = depth
    }

    var codingPath: [any CodingKey] { [] }

    mutating func encodeNil() { next().writeNull() }
    mutating func encode<Value: Encodable>(_ value: Value) throws { try next().write(value) }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        ValueEncoder(writer: next(), base: depth).container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        ValueEncoder(writer: next(), base: depth).unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder { ValueEncoder(writer: next(), base: depth) }

    private mutating func next() -> JSONWriter {
        writer.element(at: depth)
        count += 1
        return writer
    }
}
