import Foundation

/// The buffer that one value is written into, and the containers that are open in it.
final class JSONWriter {
    // Used by one thread, and never while they are being changed: the check of that took a third of the time.
    @exclusivity(unchecked) private(set) var bytes: [UInt8] = []
    @exclusivity(unchecked) private var open: [Container] = []
    private let writeDate: @Sendable (Date) -> String

    private struct Container {
        var closing: UInt8
        var isEmpty = true
    }

    init(writeDate: @escaping @Sendable (Date) -> String) {
        self.writeDate = writeDate
        bytes.reserveCapacity(256)
    }

    /// How many containers are open: where a new one would stand.
    var depth: Int { open.count }

    // MARK: Structure

    /// Writes any value at the place that was just made for it.
    func write<Value: Encodable>(_ value: Value) throws {
        if Value.self == Date.self, let date = value as? Date { return writeString(writeDate(date)) }
        if let dictionary = value as? any StringKeyedDictionary { return try dictionary.write(to: self) }
        let depth = depth
        let start = bytes.count
        try value.encode(to: ValueEncoder(writer: self, base: depth))
        close(downTo: depth)
        if bytes.count == start { bytes.append(contentsOf: "{}".utf8) }
    }

    /// Opens a container and returns its depth. If a type asks for the one it has already, it gets that.
    func begin(_ opening: StaticString, _ closing: StaticString, at base: Int) -> Int {
        let bracket = closing.utf8Start.pointee
        if depth > base, open[base].closing == bracket {
            close(downTo: base + 1)
        } else {
            bytes.append(opening.utf8Start.pointee)
            open.append(Container(closing: bracket))
        }
        return base + 1
    }

    /// Makes room for an element of the container at `depth`.
    func element(at depth: Int) {
        close(downTo: depth)
        if open[depth - 1].isEmpty { open[depth - 1].isEmpty = false } else { bytes.append(UInt8(ascii: ",")) }
    }

    /// Makes room for a member of the object at `depth`.
    func member(_ key: String, at depth: Int) {
        element(at: depth)
        writeString(key)
        bytes.append(UInt8(ascii: ":"))
    }

    private func close(downTo depth: Int) {
        while open.count > depth { bytes.append(open.removeLast().closing) }
    }

    // MARK: Values

    func writeNull() { bytes.append(contentsOf: "null".utf8) }
    func writeBool(_ value: Bool) { bytes.append(contentsOf: (value ? "true" : "false").utf8) }
    func writeInteger(_ value: some FixedWidthInteger) { bytes.append(contentsOf: String(value).utf8) }

    func writeNumber(_ value: some BinaryFloatingPoint & LosslessStringConvertible) throws {
        guard value.isFinite else {
            throw EncodingError.invalidValue(value, .init(codingPath: [], debugDescription: "JSON has no number for \(value)"))
        }
        // As short as it can be and still read back as the same; a whole number without its ".0".
        let text = value.description
        bytes.append(contentsOf: text.hasSuffix(".0") ? text.utf8.dropLast(2) : text.utf8[...])
    }

    func writeString(_ value: String) { JSONString.append(value, to: &bytes) }
}

/// A dictionary writes its members in the order the hash gives; here they are sorted, so that the same value gives the same bytes.
private protocol StringKeyedDictionary {
    func write(to writer: JSONWriter) throws
}

extension Dictionary: StringKeyedDictionary where Key == String, Value: Encodable {
    fileprivate func write(to writer: JSONWriter) throws {
        let depth = writer.begin("{", "}", at: writer.depth)
        for (key, value) in sorted(by: { $0.key < $1.key }) {
            writer.member(key, at: depth)
            try writer.write(value)
        }
        writer.end(at: depth)
    }
}

extension JSONWriter {
    /// Ends the container at `depth` and what is open inside it.
    fileprivate func end(at depth: Int) { close(downTo: depth - 1) }
}
