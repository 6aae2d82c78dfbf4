/// One JSON text that was looked through once: where each value begins and ends, and nothing taken out yet.
///
/// Values stand in it in the order of the text; an object's members as key, value, key, value. What lies inside a value lies
/// between it and its ``Entry/next``, so what is not asked for is passed over in one step.
final class JSONText {
    enum Kind: UInt8 { case null, yes, no, integer, number, string, array, object }

    struct Entry {
        var kind: Kind
        /// A string with a backslash in it: its bytes are not yet its text.
        var hasEscapes = false
        /// Of a key: this member was asked for.
        var isAsked = false
        /// The first byte of a string (behind its quote) or a number.
        var start: Int32
        /// Bytes of a string or a number; elements of an array, members of an object.
        var count: Int32 = 0
        /// The entry behind this value and all that lies in it.
        var next: Int32 = 0
        /// Of an object: the key to look at first, because fields are mostly asked for in the order they stand in.
        var cursor: Int32 = 0
    }

    let bytes: [UInt8]
    // Used by one thread, and never while it is being changed: the check of that took a third of the time.
    @exclusivity(unchecked) private(set) var entries: [Entry]
    let options: CompactJSONDecoder
    /// The fields each object was asked for, kept only where others are refused.
    @exclusivity(unchecked) private var asked: [Int: Set<String>] = [:]

    init(_ bytes: [UInt8], options: CompactJSONDecoder) throws(JSONSyntaxError) {
        self.bytes = bytes
        self.options = options
        var parser = JSONParser(bytes, depthLimit: options.depthLimit)
        entries = try parser.parse()
    }

    // MARK: Members of an object

    /// The entry of the value under `key`, or `nil`. The search begins behind the member that was found last.
    func member(_ key: String, of object: Int) -> Int? {
        if options.unknownFields == .refused { asked[object, default: []].insert(key) }
        let end = Int(entries[object].next)
        let first = Int(entries[object].cursor)
        guard let found = search(key, from: first, to: end) ?? search(key, from: object + 1, to: first) else { return nil }
        entries[found].isAsked = true
        entries[object].cursor = entries[found + 1].next
        return found + 1
    }

    private func search(_ key: String, from first: Int, to end: Int) -> Int? {
        var index = first
        while index < end {
            if isKey(index, key) { return index }
            index = Int(entries[index + 1].next)
        }
        return nil
    }

    private func isKey(_ index: Int, _ key: String) -> Bool {
        let entry = entries[index]
        if entry.hasEscapes { return text(at: index) == key }
        guard Int(entry.count) == key.utf8.count else { return false }
        let start = Int(entry.start)
        var key = key
        return key.withUTF8 { name in
            bytes.withUnsafeBufferPointer { bytes in (0..<name.count).allSatisfy { bytes[start + $0] == name[$0] } }
        }
    }

    /// All keys of an object, which count as asked for.
    func keys(of object: Int) -> [String] {
        var keys: [String] = []
        var index = object + 1
        while index < Int(entries[object].next) {
            if let key = text(at: index) { keys.append(key) }
            entries[index].isAsked = true
            index = Int(entries[index + 1].next)
        }
        return keys
    }

    /// - Throws: ``UnknownField`` for the first member, by name, that was not asked for.
    func refuseUnaskedMembers(of object: Int) throws {
        var unknown: [String] = []
        var index = object + 1
        while index < Int(entries[object].next) {
            if !entries[index].isAsked, let key = text(at: index) { unknown.append(key) }
            index = Int(entries[index + 1].next)
        }
        guard let first = unknown.min() else { return }
        throw UnknownField(path: path(to: object) + [PathStep(first)], known: asked[object, default: []].sorted())
    }

    // MARK: Values

    /// The text of a string; `nil` if it is none.
    func text(at index: Int) -> String? {
        let entry = entries[index]
        guard entry.kind == .string else { return nil }
        let raw = bytes[Int(entry.start)..<Int(entry.start + entry.count)]
        // The parser has seen to it that the bytes are UTF-8.
        let text = entry.hasEscapes ? Unescaping.text(raw) : String(decoding: raw, as: UTF8.self)
        return options.normalizesText ? text.normalized : text
    }

    /// The digits of a number.
    func number(at index: Int) -> ArraySlice<UInt8> {
        bytes[Int(entries[index].start)..<Int(entries[index].start + entries[index].count)]
    }

    /// The way from the outermost value to this one. Walked only for an error's sake, so that decoding need not keep it.
    func path(to target: Int) -> [any CodingKey] {
        var path: [any CodingKey] = []
        var current = 0
        while current != target {
            let isObject = entries[current].kind == .object
            var index = current + 1
            var number = 0
            while true {
                let value = isObject ? index + 1 : index
                if target < Int(entries[value].next) {
                    path.append(isObject ? PathStep(text(at: index) ?? "") : PathStep(number))
                    current = value
                    break
                }
                index = Int(entries[value].next)
                number += 1
            }
        }
        return path
    }
}

/// A field or an element on the way to a value.
struct PathStep: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(_ name: String) { (stringValue, intValue) = (name, nil) }
    init(_ number: Int) { (stringValue, intValue) = ("\(number)", number) }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { self.init(intValue) }
}
