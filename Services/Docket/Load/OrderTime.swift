import ArgumentParser
import Instants

/// In which order a date with slashes names day and month.
package enum DateOrder: String, CaseIterable, ExpressibleByArgument, Sendable {
    case auto
    case monthFirst = "mdy"
    case dayFirst = "dmy"
}

/// When an order was placed, as shops export it: `2026-01-02`, `2026-01-02 10:00:00 +0100`, `2026-01-02T10:00:00Z`, `31.01.2026 10:00`,
/// `1/31/2026 10:00`. Without a zone it is taken for UTC.
struct OrderTime: Sendable {
    /// The two numbers of a date with slashes, whose meaning depends on the file.
    private(set) var slashed: (first: Int, second: Int)?
    /// Year, and where they are certain month and day.
    private let year: Int
    private var month = 0, day = 0
    /// As RFC 3339 has it.
    private let clock: String

    /// - Returns: `nil` if the text is no time.
    init?(_ text: String) {
        let parts = text.split(maxSplits: 1) { $0 == " " || $0 == "T" }
        guard let date = parts.first, let numbers = Self.numbers(date),
            let clock = parts.count == 1 ? "00:00:00Z" : Self.clock(parts[1])
        else { return nil }
        self.clock = clock
        let isYearFirst = date.contains("-")
        year = isYearFirst ? numbers[0] : numbers[2]
        guard year > 0 else { return nil }
        if date.contains("/") {
            slashed = (numbers[0], numbers[1])
        } else {
            (month, day) = (numbers[1], isYearFirst ? numbers[2] : numbers[0])
            guard instant(month, day) != nil else { return nil }
        }
    }

    /// Whether it is a day of the calendar when read so.
    func isDay(_ order: DateOrder) -> Bool { instant(order) != nil }

    /// `nil` if it is no day of the calendar when read so.
    func instant(_ order: DateOrder) -> Instant? {
        guard let slashed else { return instant(month, day) }
        return switch order {
        case .auto: instant(.dayFirst) ?? instant(.monthFirst)
        case .dayFirst: instant(slashed.second, slashed.first)
        case .monthFirst: instant(slashed.first, slashed.second)
        }
    }

    private func instant(_ month: Int, _ day: Int) -> Instant? {
        RFC3339.instant("\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))T\(clock)")
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        String(repeating: "0", count: max(0, width - "\(number)".count)) + "\(number)"
    }

    private static func numbers(_ date: Substring) -> [Int]? {
        guard let separator = ["-", ".", "/"].first(where: { date.contains($0) }) else { return nil }
        let parts = date.split(separator: separator, omittingEmptySubsequences: false)
        let lengths = separator == "-" ? [4...4, 2...2, 2...2] : [1...2, 1...2, 4...4]
        guard parts.count == 3, zip(parts, lengths).allSatisfy({ $0.isDigits && $1.contains($0.utf8.count) }) else { return nil }
        let numbers = parts.compactMap { Int($0) }
        return numbers.count == 3 ? numbers : nil
    }

    /// `10:00`, `10:00:00.123`, with `Z`, `UTC`, `+01:00` or `+0100` behind it, as RFC 3339 has it. By hand: a regular expression took nine
    /// tenths of reading a file.
    private static func clock(_ text: Substring) -> String? {
        let end = text.firstIndex { !$0.isASCII || !($0.isNumber || $0 == ":" || $0 == ".") } ?? text.endIndex
        guard let zone = zone(text[end...].drop { $0 == " " }) else { return nil }
        let parts = text[..<end].split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), isNumber(parts[0], upTo: 23, digits: 1...2), isNumber(parts[1], upTo: 59) else {
            return nil
        }
        let hour = parts[0].utf8.count == 1 ? "0\(parts[0])" : String(parts[0])
        guard parts.count == 3 else { return "\(hour):\(parts[1]):00\(zone)" }
        guard isSeconds(parts[2]) else { return nil }
        // A leap second is the 60th; times here do not know it.
        let seconds = parts[2].hasPrefix("60") ? "59" + parts[2].dropFirst(2) : String(parts[2])
        return "\(hour):\(parts[1]):\(seconds)\(zone)"
    }

    private static func isSeconds(_ text: Substring) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        // A leap second is the 60th.
        guard let whole = parts.first, isNumber(whole, upTo: 60), parts.count <= 2 else { return false }
        return parts.count == 1 || parts[1].isDigits && (1...9).contains(parts[1].utf8.count)
    }

    private static func zone(_ text: Substring) -> String? {
        if ["", "Z", "UTC", "GMT"].contains(text) { return "Z" }
        guard let sign = text.first, sign == "+" || sign == "-" else { return nil }
        let digits = text.dropFirst().replacing(":", with: "", maxReplacements: 1)
        guard digits.utf8.count == 4, isNumber(digits.prefix(2), upTo: 23), isNumber(digits.suffix(2), upTo: 59) else {
            return nil
        }
        return "\(sign)\(digits.prefix(2)):\(digits.suffix(2))"
    }

    private static func isNumber(_ text: Substring, upTo limit: Int, digits: ClosedRange<Int> = 2...2) -> Bool {
        digits.contains(text.utf8.count) && text.isDigits && Int(text).map { $0 <= limit } == true
    }
}
