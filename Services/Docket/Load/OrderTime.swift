import ArgumentParser
import Instants

/// In which order a date with slashes names day and month.
package enum DateOrder: String, CaseIterable, ExpressibleByArgument, Sendable {
    case auto
    case monthFirst = "mdy"
    case dayFirst = "dmy"
}

/// When an order was placed, as shops export it: `2026-01-02`, `2026-01-02 10:00:00 +0100`, `2026-01-02T10:00:00Z`, `31.01.2026 10:00`,
/// `1/31/2026 10:00`. It is checked and not kept.
struct OrderTime: Sendable {
    /// The two numbers of a date with slashes, whose meaning depends on the file.
    private(set) var slashed: (first: Int, second: Int)?
    private let year: Int

    /// - Returns: `nil` if the text is no time.
    init?(_ text: String) {
        let parts = text.split(maxSplits: 1) { $0 == " " || $0 == "T" }
        guard let date = parts.first, let numbers = Self.numbers(date), parts.count == 1 || Self.isClock(parts[1]) else {
            return nil
        }
        let isYearFirst = date.contains("-")
        year = isYearFirst ? numbers[0] : numbers[2]
        guard year > 0 else { return nil }
        if date.contains("/") {
            slashed = (numbers[0], numbers[1])
        } else {
            guard Self.isDay(year, numbers[1], isYearFirst ? numbers[2] : numbers[0]) else { return nil }
        }
    }

    /// Whether it is a day of the calendar when read so.
    func isDay(_ order: DateOrder) -> Bool {
        guard let slashed else { return true }
        if order == .auto { return isDay(.dayFirst) || isDay(.monthFirst) }
        return order == .dayFirst
            ? Self.isDay(year, slashed.second, slashed.first) : Self.isDay(year, slashed.first, slashed.second)
    }

    private static func numbers(_ date: Substring) -> [Int]? {
        guard let separator = ["-", ".", "/"].first(where: { date.contains($0) }) else { return nil }
        let parts = date.split(separator: separator, omittingEmptySubsequences: false)
        let lengths = separator == "-" ? [4...4, 2...2, 2...2] : [1...2, 1...2, 4...4]
        guard parts.count == 3, zip(parts, lengths).allSatisfy({ $0.isDigits && $1.contains($0.utf8.count) }) else { return nil }
        let numbers = parts.compactMap { Int($0) }
        return numbers.count == 3 ? numbers : nil
    }

    private static func isDay(_ year: Int, _ month: Int, _ day: Int) -> Bool {
        func padded(_ number: Int, _ width: Int) -> String {
            String(repeating: "0", count: max(0, width - "\(number)".count)) + "\(number)"
        }
        return RFC3339.instant("\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T00:00:00Z") != nil
    }

    /// `10:00`, `10:00:00.123`, with `Z`, `UTC`, `+01:00` or `+0100` behind it. By hand: a regular expression took nine tenths of reading a file.
    private static func isClock(_ text: Substring) -> Bool {
        let end = text.firstIndex { !$0.isASCII || !($0.isNumber || $0 == ":" || $0 == ".") } ?? text.endIndex
        let zone = text[end...].drop { $0 == " " }
        let parts = text[..<end].split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), isNumber(parts[0], upTo: 23, digits: 1...2), isNumber(parts[1], upTo: 59) else {
            return false
        }
        return (parts.count == 2 || isSeconds(parts[2])) && isZone(zone)
    }

    private static func isSeconds(_ text: Substring) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        // A leap second is the 60th.
        guard let whole = parts.first, isNumber(whole, upTo: 60), parts.count <= 2 else { return false }
        return parts.count == 1 || parts[1].isDigits && (1...9).contains(parts[1].utf8.count)
    }

    private static func isZone(_ text: Substring) -> Bool {
        if ["", "Z", "UTC", "GMT"].contains(text) { return true }
        guard let sign = text.first, sign == "+" || sign == "-" else { return false }
        let digits = text.dropFirst().replacing(":", with: "", maxReplacements: 1)
        return digits.utf8.count == 4 && isNumber(digits.prefix(2), upTo: 23) && isNumber(digits.suffix(2), upTo: 59)
    }

    private static func isNumber(_ text: Substring, upTo limit: Int, digits: ClosedRange<Int> = 2...2) -> Bool {
        digits.contains(text.utf8.count) && text.isDigits && Int(text).map { $0 <= limit } == true
    }
}
