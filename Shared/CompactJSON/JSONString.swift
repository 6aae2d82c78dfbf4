/// A text as JSON writes it.
public enum JSONString {
    /// Appends `text` in quotes, escaped as RFC 8259, section 7, asks, and no more than that.
    ///
    /// - Parameter escapesDelete: DEL need not be escaped, but a terminal should not get it.
    public static func append(_ text: String, to json: inout [UInt8], escapesDelete: Bool = false) {
        json.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { utf8 in
            let isPlain = utf8.allSatisfy { byte in
                byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\") && !(escapesDelete && byte == 0x7F)
            }
            if isPlain {
                json.append(contentsOf: utf8)
            } else {
                for byte in utf8 { append(byte, to: &json, escapesDelete: escapesDelete) }
            }
        }
        json.append(UInt8(ascii: "\""))
    }

    private static func append(_ byte: UInt8, to json: inout [UInt8], escapesDelete: Bool) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): json.append(contentsOf: [UInt8(ascii: "\\"), byte])
        case 0x08: json.append(contentsOf: #"\b"#.utf8)
        case 0x09: json.append(contentsOf: #"\t"#.utf8)
        case 0x0a: json.append(contentsOf: #"\n"#.utf8)
        case 0x0c: json.append(contentsOf: #"\f"#.utf8)
        case 0x0d: json.append(contentsOf: #"\r"#.utf8)
        case ..<0x20,
            0x7F where escapesDelete:
            json.append(contentsOf: #"\u00"#.utf8)
            json.append(hexDigits[Int(byte >> 4)])
            json.append(hexDigits[Int(byte & 15)])
        default: json.append(byte)
        }
    }

    private static let hexDigits = Array("0123456789abcdef".utf8)
}
