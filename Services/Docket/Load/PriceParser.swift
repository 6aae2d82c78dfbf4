import Contracts

/// Reads a price as shops export it, `2.55`, into minor units. Digit by digit: a `Double` would turn 2.55 into 2.5499999.
enum PriceParser {
    /// What is wrong, to be read after the text itself: `is negative`.
    struct Failure: Error, Equatable {
        var reason: String
    }

    /// - Parameters:
    ///   - decimals: How many the currency has; see ``Currency``.
    ///   - mark: What stands before them in the file.
    /// - Returns: minor units: with two decimals 255 for `2.55`, `2.550` and `2.55000`, 200 for `2`.
    static func minorUnits(_ text: String, decimals: Int = 2, mark: Character = ".") throws(Failure) -> Int {
        if text.hasPrefix("-") { throw Failure(reason: "is negative") }
        let parts = text.split(separator: mark, maxSplits: 1, omittingEmptySubsequences: false)
        let whole = parts[0]
        let fraction = parts.count > 1 ? parts[1] : ""
        guard !whole.isEmpty, parts.count == 1 || !fraction.isEmpty, whole.isDigits, fraction.isDigits else {
            throw Failure(reason: reason(text, mark))
        }
        guard fraction.dropFirst(decimals).allSatisfy({ $0 == "0" }) else {
            throw Failure(reason: "has more than \(decimals) decimal\(decimals == 1 ? "" : "s")")
        }
        let minor = (String(fraction.prefix(decimals)) + String(repeating: "0", count: decimals)).prefix(decimals)
        // The limit is far below overflow; digits only, so nil means too many of them.
        guard let amount = Int(whole + minor), amount <= Money.limit else {
            throw Failure(reason: "is beyond the largest amount")
        }
        return amount
    }

    private static func reason(_ text: String, _ mark: Character) -> String {
        let other: Character = mark == "." ? "," : "."
        let example = "2\(mark)55"
        guard text.contains(other), text.allSatisfy({ $0.isASCII && $0.isNumber || $0 == "." || $0 == "," }) else {
            return "is no price such as \(example)"
        }
        return text.contains(mark)
            ? "has thousands parted by '\(other)'; export it as \(example)"
            : "is no price such as \(example); with '\(other)' before the decimals, give --decimal '\(other)'"
    }
}

extension StringProtocol {
    /// ASCII digits only; an empty text is.
    var isDigits: Bool { utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }
}
