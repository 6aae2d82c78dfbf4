/// Writes JSON by hand where speed matters: a log line is made of a few short texts, an encoder costs more than all the rest.
enum JSONText {
    /// Appends `text` in quotes, escaped as RFC 8259 section 7 asks.
    static func append(_ text: some StringProtocol, to buffer: inout [UInt8]) {
        buffer.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                buffer.append(UInt8(ascii: "\\"))
                buffer.append(byte)
            case UInt8(ascii: "\n"): appendRaw("\\n", to: &buffer)
            case UInt8(ascii: "\r"): appendRaw("\\r", to: &buffer)
            case UInt8(ascii: "\t"): appendRaw("\\t", to: &buffer)
            case 0..<0x20, 0x7F:
                // DEL need not be escaped, but a terminal should not get it.
                appendRaw("\\u00", to: &buffer)
                buffer.append(hexDigits[Int(byte >> 4)])
                buffer.append(hexDigits[Int(byte & 15)])
            default: buffer.append(byte)
            }
        }
        buffer.append(UInt8(ascii: "\""))
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

    static let hexDigits = Array("0123456789abcdef".utf8)
}
