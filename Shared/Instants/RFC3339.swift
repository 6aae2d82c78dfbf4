/// Times as text by RFC 3339: written in UTC, read strictly by the calendar.
///
/// Foundation's reader turns 30 February into 2 March, takes the hour 25, and ignores whatever follows the time; its style for
/// writing stops at the millisecond.
public enum RFC3339 {
    /// Digits of a second that are written.
    public enum Fraction: Int, Sendable {
        case milliseconds = 3
        case microseconds = 6
    }

    /// `2026-11-23T16:00:00.123Z`, rounded to the nearest digit. Times before the year 1 or after 9999 become that end.
    public static func string(_ instant: Instant, _ fraction: Fraction) -> String {
        var text: [UInt8] = []
        append(instant, fraction, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends what ``string(_:_:)`` returns.
    public static func append(_ instant: Instant, _ fraction: Fraction, to text: inout [UInt8]) {
        let units = fraction == .milliseconds ? 1_000 : 1_000_000
        let (seconds, rest) = floored(count(of: instant, inUnitsOf: units), by: units)
        let (days, second) = floored(seconds, by: 86_400)
        let (year, month, day) = civil(daysSince1970: days)
        append(year, digits: 4, to: &text)
        append(month, digits: 2, after: "-", to: &text)
        append(day, digits: 2, after: "-", to: &text)
        append(second / 3600, digits: 2, after: "T", to: &text)
        append(second / 60 % 60, digits: 2, after: ":", to: &text)
        append(second % 60, digits: 2, after: ":", to: &text)
        append(rest, digits: fraction.rawValue, after: ".", to: &text)
        text.append(UInt8(ascii: "Z"))
    }

    /// The instant that the text names, with any fraction and any offset; `nil` if it names none. Digits after the sixth are dropped.
    public static func instant(_ text: some StringProtocol) -> Instant? {
        var reader = RFC3339Reader(text)
        guard let year = reader.number(4, in: 0...9_999), reader.skip("-"),
            let month = reader.number(2, in: 1...12), reader.skip("-"),
            let day = reader.number(2, in: 1...days(in: month, of: year)), reader.skip("T", or: "t"),
            let hour = reader.number(2, in: 0...23), reader.skip(":"),
            let minute = reader.number(2, in: 0...59), reader.skip(":"),
            let second = reader.number(2, in: 0...60),
            let fraction = reader.fraction(), let offset = reader.offset(), reader.isAtEnd
        else { return nil }
        let seconds = ((daysSince1970(year, month, day) * 24 + hour) * 60 + minute) * 60 + second - offset
        return Instant(microsecondsSince1970: Int64(seconds * 1_000_000 + fraction))
    }
}

// MARK: - The calendar

extension RFC3339 {
    /// 0001-01-01T00:00:00Z and 10000-01-01T00:00:00Z, in seconds since 1970.
    private static let (firstSecond, endSecond) = (-62_135_596_800, 253_402_300_800)

    /// Whole units since 1970, the nearest.
    private static func count(of instant: Instant, inUnitsOf units: Int) -> Int {
        let (first, end) = (firstSecond * units, endSecond * units)
        // Rounded half up, and the sum kept from overflowing at the far ends of time.
        let microseconds = min(max(Int(instant.microsecondsSince1970), firstSecond * 1_000_000), endSecond * 1_000_000)
        let unit = 1_000_000 / units
        return min(max(floored(microseconds + unit / 2, by: unit).quotient, first), end - 1)
    }

    /// Eras of 400 years have the same number of days; years start in March so that the leap day comes last.
    /// The method is Howard Hinnant's `civil_from_days`.
    private static func civil(daysSince1970 days: Int) -> (year: Int, month: Int, day: Int) {
        let (era, dayOfEra) = floored(days + 719_468, by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days from 1 January 1970. The year is taken to begin in March, so that its leap day is its last day: then the days before a
    /// month are 153 for every five months, and those before a year follow from its number.
    private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let (year, month) = month > 2 ? (year, month - 3) : (year - 1, month + 9)
        let leapDays = (year + 400) / 4 - (year + 400) / 100 + (year + 400) / 400 - 97
        return year * 365 + leapDays + (month * 153 + 2) / 5 + day - 719_469
    }

    /// Rounded towards the past, so that a time before 1970 has a fraction like any other.
    private static func floored(_ number: Int, by divisor: Int) -> (quotient: Int, remainder: Int) {
        let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    private static func append(_ number: Int, digits: Int, after separator: Unicode.Scalar? = nil, to text: inout [UInt8]) {
        if let separator { text.append(UInt8(ascii: separator)) }
        var divisor = 1
        for _ in 1..<digits { divisor *= 10 }
        while divisor > 0 {
            text.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }
}

// MARK: - The reader

/// Walks over the text of a time. Each step says no by `nil` or `false`, and then the text is no time.
private struct RFC3339Reader {
    private var rest: ArraySlice<UInt8>

    init(_ text: some StringProtocol) { rest = Array(text.utf8)[...] }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func number(_ digits: Int, in range: ClosedRange<Int>) -> Int? {
        var value = 0
        for _ in 0..<digits {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return range.contains(value) ? value : nil
    }

    mutating func skip(_ character: Unicode.Scalar, or other: Unicode.Scalar? = nil) -> Bool {
        guard let byte = rest.first, Unicode.Scalar(byte) == character || Unicode.Scalar(byte) == other else { return false }
        rest.removeFirst()
        return true
    }

    /// The microseconds behind the point, 0 if there is none.
    mutating func fraction() -> Int? {
        guard skip(".") else { return 0 }
        var (value, unit, digits) = (0, 1_000_000, 0)
        while let digit = digit() {
            digits += 1
            guard digits <= 6 else { continue }
            unit /= 10
            value += digit * unit
        }
        return digits > 0 ? value : nil
    }

    /// Seconds that the local time is ahead of UTC.
    mutating func offset() -> Int? {
        if skip("Z", or: "z") { return 0 }
        let isAhead = skip("+")
        guard isAhead || skip("-"), let hours = number(2, in: 0...23), skip(":"), let minutes = number(2, in: 0...59) else {
            return nil
        }
        return (hours * 60 + minutes) * (isAhead ? 60 : -60)
    }

    private mutating func digit() -> Int? {
        guard let byte = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        rest.removeFirst()
        return Int(byte) - 48
    }
}
