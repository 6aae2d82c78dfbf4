import Contracts

/// Reads a price as shops export it, `2.55`, into minor units. Digit by digit: a `Double` would turn 2.55 into 2.5499999.
enum PriceParser {
    /// What is wrong, to be read after the text itself: `is negative`.
    struct Failure: Error, Equatable {
        var reason: String
    }

    /// - Returns: minor units, 255 for `2.55`, `2.550` and `2.55000`, 200 for `2`.
    static func minorUnits(_ text: String) throws(Failure) -> Int {
        if text.hasPrefix("-") { throw Failure(reason: "is negative") }
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let whole = parts[0]
        let fraction = parts.count > 1 ? parts[1] : ""
        guard !whole.isEmpty, parts.count == 1 || !fraction.isEmpty, whole.isDigits, fraction.isDigits else {
            throw Failure(reason: "is no price such as 2.55")
        }
        guard fraction.dropFirst(2).allSatisfy({ $0 == "0" }) else { throw Failure(reason: "has more than two decimals") }
        let cents = (String(fraction.prefix(2)) + "00").prefix(2)
        // The limit is far below overflow; digits only, so nil means too many of them.
        guard let amount = Int(whole + cents), amount <= Money.limit else {
            throw Failure(reason: "is beyond the largest amount")
        }
        return amount
    }
}

extension StringProtocol {
    /// ASCII digits only; an empty text is.
    var isDigits: Bool { utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }
}
