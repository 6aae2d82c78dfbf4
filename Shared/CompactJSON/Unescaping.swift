/// Takes the backslashes out of a string whose escapes the parser has seen to be complete.
enum Unescaping {
    static func text(_ raw: ArraySlice<UInt8>) -> String {
        var units: [UInt8] = []
        units.reserveCapacity(raw.count)
        var rest = raw
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let escape = rest.popFirst() else {
                units.append(byte)
                continue
            }
            if escape == UInt8(ascii: "u") {
                if let scalar = scalar(&rest) { units.append(contentsOf: Character(scalar).utf8) }
            } else {
                units.append(single(escape))
            }
        }
        return String(decoding: units, as: UTF8.self)
    }

    /// The number that four hexadecimal digits stand for.
    static func unit(_ digits: ArraySlice<UInt8>) -> UInt32? {
        var value: UInt32 = 0
        for digit in digits {
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt32(digit - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt32(digit - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | UInt32(digit - UInt8(ascii: "A") + 10)
            default: return nil
            }
        }
        return value
    }

    /// Reads behind `\u`: one unit, or the two halves of a pair; `nil` if half of a pair is alone, which is no text.
    static func scalar(_ rest: inout ArraySlice<UInt8>) -> Unicode.Scalar? {
        guard let first = unit(rest.prefix(4)) else { return nil }
        rest = rest.dropFirst(4)
        guard (0xd800...0xdbff).contains(first) else { return Unicode.Scalar(first) }
        guard rest.starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]), let second = unit(rest.dropFirst(2).prefix(4)),
            (0xdc00...0xdfff).contains(second)
        else { return nil }
        rest = rest.dropFirst(6)
        return Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
    }

    private static func single(_ escape: UInt8) -> UInt8 {
        switch escape {
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0c
        case UInt8(ascii: "n"): 0x0a
        case UInt8(ascii: "r"): 0x0d
        case UInt8(ascii: "t"): 0x09
        default: escape
        }
    }
}
