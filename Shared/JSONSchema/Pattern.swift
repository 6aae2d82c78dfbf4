import Foundation

/// A regular expression as JSON Schema has it: ECMA-262, found anywhere in a text unless anchored.
struct Pattern: Sendable {
    let source: String
    private let expression: NSRegularExpression

    /// - Returns: `nil` if the text is no regular expression.
    init?(_ source: String) {
        self.source = source
        // An invalid regular expression is reported by the caller, with its place in the schema.
        guard let expression = try? NSRegularExpression(pattern: Self.translated(source)) else { return nil }
        self.expression = expression
    }

    func isFound(in text: String) -> Bool {
        expression.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) != nil
    }

    /// Where ECMA-262 and ICU differ: `$` is the very end and not also the place before a last newline; `\d` and `\w` are ASCII.
    private static func translated(_ source: String) -> String {
        var translated = ""
        var isInClass = false
        var characters = source.makeIterator()
        while let character = characters.next() {
            switch character {
            case "\\":
                guard let escaped = characters.next() else { return translated + "\\" }
                translated += Self.escape(escaped, isInClass: isInClass)
            case "[":
                translated += isInClass ? "\\[" : "["
                isInClass = true
            case "]":
                translated += "]"
                isInClass = false
            case "$" where !isInClass: translated += "\\z"
            default: translated.append(character)
            }
        }
        return translated
    }

    private static func escape(_ character: Character, isInClass: Bool) -> String {
        switch character {
        case "d": isInClass ? "0-9" : "[0-9]"
        case "w": isInClass ? "A-Za-z0-9_" : "[A-Za-z0-9_]"
        case "D" where !isInClass: "[^0-9]"
        case "W" where !isInClass: "[^A-Za-z0-9_]"
        default: "\\\(character)"
        }
    }
}
