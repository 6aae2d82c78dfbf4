import Foundation

extension String {
    /// The text in Unicode's normal form C: `ä` is one scalar and never `a` with a mark behind it. Done once, where a text comes in; from there
    /// on texts are compared by their bytes.
    public var normalized: String { utf8.allSatisfy { $0 < 0x80 } ? self : precomposedStringWithCanonicalMapping }
}

extension StringProtocol {
    /// True if a screen shows every character of the text, and shows it in its place: no control characters, and no format characters such
    /// as bidirectional overrides and zero-width joiners, which make one text look like another (Unicode TR 36).
    public var isPrintable: Bool { unicodeScalars.allSatisfy(\.isPrintable) }

    /// The text with every character that is not printable written as an escape: `\u{1B}`.
    ///
    /// For whatever was written by others: names, ids, errors out of files and from the network.
    public var shown: String { replacingUnprintable { "\\u{\(String($0.value, radix: 16, uppercase: true))}" } }

    /// JSON with every character that is not printable written as `\uXXXX`; line breaks between its parts stay. Such characters can only be
    /// inside of strings, so it is the same JSON.
    public var shownJSON: String {
        replacingUnprintable { scalar in
            guard scalar != "\n" else { return "\n" }
            return String(scalar).utf16.map { unit in
                let digits = String(unit, radix: 16)
                return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }.joined()
        }
    }

    /// The text with every character that is not printable replaced by what `escape` makes of it.
    public func replacingUnprintable(by escape: (Unicode.Scalar) -> String) -> String {
        // Nearly every text is of this kind.
        if utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return String(self) }
        var text = ""
        for scalar in unicodeScalars {
            if scalar.isPrintable { text.unicodeScalars.append(scalar) } else { text += escape(scalar) }
        }
        return text
    }
}

extension Unicode.Scalar {
    fileprivate var isPrintable: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }
}
