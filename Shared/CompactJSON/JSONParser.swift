/// Looks through a JSON text once (RFC 8259), and refuses what is none.
///
/// Refused as well, though the grammar allows it: a duplicate key in an object, because two readers would take different
/// ones, and nesting beyond a limit.
struct JSONParser {
    private let bytes: [UInt8]
    private let depthLimit: Int
    private var position = 0
    private var entries: [JSONText.Entry] = []

    init(_ bytes: [UInt8], depthLimit: Int) {
        self.bytes = bytes
        self.depthLimit = depthLimit
    }

    mutating func parse() throws(JSONSyntaxError) -> [JSONText.Entry] {
        guard bytes.count < Int(Int32.max) else { throw JSONSyntaxError(0, "the text is too long") }
        entries.reserveCapacity(bytes.count / 8 + 4)
        try value(depth: 0)
        skipSpace()
        guard position == bytes.count else { throw JSONSyntaxError(position, "something follows the value") }
        return entries
    }

    private mutating func value(depth: Int) throws(JSONSyntaxError) {
        skipSpace()
        guard let byte = current else { throw JSONSyntaxError(position, "the text ends where a value should be") }
        switch byte {
        case UInt8(ascii: "{"): try object(depth: depth + 1)
        case UInt8(ascii: "["): try array(depth: depth + 1)
        case UInt8(ascii: "\""): try string()
        case UInt8(ascii: "t"): try word("true", .yes)
        case UInt8(ascii: "f"): try word("false", .no)
        case UInt8(ascii: "n"): try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number()
        default: throw JSONSyntaxError(position, "no value begins like this")
        }
    }

    // MARK: Containers

    private mutating func object(depth: Int) throws(JSONSyntaxError) {
        let object = try open(.object, depth: depth)
        var count = 0
        while try !isClosed(by: UInt8(ascii: "}"), isFirst: count == 0) {
            skipSpace()
            guard current == UInt8(ascii: "\"") else { throw JSONSyntaxError(position, "a field's name in quotes is missing") }
            try string()
            skipSpace()
            guard current == UInt8(ascii: ":") else { throw JSONSyntaxError(position, "the colon is missing") }
            position += 1
            try value(depth: depth)
            count += 1
        }
        close(object, count: count)
        try refuseRepeats(in: object)
    }

    private mutating func array(depth: Int) throws(JSONSyntaxError) {
        let array = try open(.array, depth: depth)
        var count = 0
        while try !isClosed(by: UInt8(ascii: "]"), isFirst: count == 0) {
            try value(depth: depth)
            count += 1
        }
        close(array, count: count)
    }

    private mutating func open(_ kind: JSONText.Kind, depth: Int) throws(JSONSyntaxError) -> Int {
        guard depth <= depthLimit else { throw JSONSyntaxError(position, "more than \(depthLimit) levels of nesting") }
        entries.append(JSONText.Entry(kind: kind, start: Int32(position)))
        position += 1
        return entries.count - 1
    }

    private mutating func close(_ index: Int, count: Int) {
        entries[index].count = Int32(count)
        entries[index].next = Int32(entries.count)
        entries[index].cursor = Int32(index + 1)
    }

    /// Steps over the comma, or over the bracket that ends it all.
    private mutating func isClosed(by bracket: UInt8, isFirst: Bool) throws(JSONSyntaxError) -> Bool {
        skipSpace()
        if current == bracket {
            position += 1
            return true
        }
        if isFirst { return false }
        guard current == UInt8(ascii: ",") else { throw JSONSyntaxError(position, "a comma or the closing bracket is missing") }
        position += 1
        return false
    }

    private func refuseRepeats(in object: Int) throws(JSONSyntaxError) {
        guard entries[object].count <= 16 else { return try refuseRepeatedNames(in: object) }
        // Comparing each with each is the quickest for the few fields that objects have.
        var key = object + 1
        while key < entries.count {
            if entries[key].hasEscapes { return try refuseRepeatedNames(in: object) }
            var earlier = object + 1
            while earlier < key {
                if areEqual(earlier, key) { throw repeated(key) }
                earlier = Int(entries[earlier + 1].next)
            }
            key = Int(entries[key + 1].next)
        }
    }

    private func refuseRepeatedNames(in object: Int) throws(JSONSyntaxError) {
        var names: Set<String> = []
        var key = object + 1
        while key < entries.count {
            let name = entries[key].hasEscapes ? Unescaping.text(raw(key)) : String(decoding: raw(key), as: UTF8.self)
            guard names.insert(name).inserted else { throw repeated(key) }
            key = Int(entries[key + 1].next)
        }
    }

    private func areEqual(_ one: Int, _ other: Int) -> Bool {
        guard entries[one].count == entries[other].count else { return false }
        let (first, second) = (Int(entries[one].start), Int(entries[other].start))
        return (0..<Int(entries[one].count)).allSatisfy { bytes[first + $0] == bytes[second + $0] }
    }

    private func raw(_ index: Int) -> ArraySlice<UInt8> {
        bytes[Int(entries[index].start)..<Int(entries[index].start + entries[index].count)]
    }

    private func repeated(_ key: Int) -> JSONSyntaxError {
        JSONSyntaxError(
            Int(entries[key].start), "the field \"\(String(decoding: raw(key).prefix(64), as: UTF8.self))\" is there twice")
    }

    // MARK: Strings, numbers, words

    private mutating func string() throws(JSONSyntaxError) {
        position += 1
        let start = position
        var hasEscapes = false
        var isASCII = true
        while let byte = current, byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { throw JSONSyntaxError(position, "a control character must be escaped") }
            if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                try escape()
            } else {
                isASCII = isASCII && byte < 0x80
                position += 1
            }
        }
        guard position < bytes.count else { throw JSONSyntaxError(start - 1, "this text has no end") }
        guard isASCII || String(validating: bytes[start..<position], as: UTF8.self) != nil else {
            throw JSONSyntaxError(start, "this text is not UTF-8")
        }
        add(.string, from: start, hasEscapes: hasEscapes)
        position += 1
    }

    private mutating func escape() throws(JSONSyntaxError) {
        let start = position
        position += 2
        guard position <= bytes.count else { return }
        switch bytes[start + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"),
            UInt8(ascii: "r"), UInt8(ascii: "t"):
            return
        case UInt8(ascii: "u"):
            guard position + 4 <= bytes.count, Unescaping.unit(bytes[position..<position + 4]) != nil else {
                throw JSONSyntaxError(start, "four hexadecimal digits are missing")
            }
            var rest = bytes[position...]
            guard Unescaping.scalar(&rest) != nil else { throw JSONSyntaxError(start, "half of a surrogate pair is no text") }
            position = rest.startIndex
        default: throw JSONSyntaxError(start, "there is no such escape")
        }
    }

    private mutating func number() throws(JSONSyntaxError) {
        let start = position
        var isInteger = true
        if current == UInt8(ascii: "-") { position += 1 }
        if current == UInt8(ascii: "0") { position += 1 } else { try digits() }
        if current == UInt8(ascii: ".") {
            isInteger = false
            position += 1
            try digits()
        }
        if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
            isInteger = false
            position += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
            try digits()
        }
        add(isInteger ? .integer : .number, from: start)
    }

    private mutating func digits() throws(JSONSyntaxError) {
        let start = position
        while let byte = current, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { position += 1 }
        guard position > start else { throw JSONSyntaxError(position, "a digit is missing") }
    }

    private mutating func word(_ word: StaticString, _ kind: JSONText.Kind) throws(JSONSyntaxError) {
        let start = position
        let matches = word.withUTF8Buffer { bytes[start...].starts(with: $0) }
        guard matches else { throw JSONSyntaxError(start, "no value begins like this") }
        position += word.utf8CodeUnitCount
        add(kind, from: start)
    }

    private mutating func add(_ kind: JSONText.Kind, from start: Int, hasEscapes: Bool = false) {
        entries.append(
            JSONText.Entry(
                kind: kind, hasEscapes: hasEscapes, start: Int32(start), count: Int32(position - start),
                next: Int32(entries.count + 1)))
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { position += 1 }
    }
}
