import CompactJSON

/// Writes JSON by hand where speed matters: a log line is made of a few short texts, an encoder costs more than all the rest.
enum LogJSON {
    /// Appends `text` in quotes, so that no control character reaches a terminal.
    static func append(_ text: some StringProtocol, to buffer: inout [UInt8]) {
        JSONString.append(String(text), to: &buffer, escapesDelete: true)
    }

    /// Appends the text as it is.
    static func appendRaw(_ text: StaticString, to buffer: inout [UInt8]) {
        text.withUTF8Buffer { buffer.append(contentsOf: $0) }
    }

    /// True for an integer as JSON writes it: a minus sign at most, no leading zero.
    static func isInteger(_ text: some StringProtocol) -> Bool {
        let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
        guard (1...18).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
        return digits.first != UInt8(ascii: "0") || digits.count == 1
    }
}
