public import Foundation

/// Times in messages: RFC 3339, written in UTC with milliseconds.
///
/// Read strictly, by the calendar: Foundation's reader turns 30 February into 2 March, takes the hour 25, and passes over
/// whatever stands behind the time.
enum Timestamp {
    /// `2026-11-23T16:00:00.123Z`, rounded to the nearest millisecond.
    static func write(_ date: Date) -> String {
        // The style cuts off what is below a millisecond, and a binary .123 is a little less than .123.
        date.addingTimeInterval(0.000_5).formatted(style)
    }

    /// The instant that an RFC 3339 time with any fraction and any offset names; `nil` if it names none.
    static func read(_ text: String) -> Date? {
        var reader = TimestampReader(rest: text.utf8[...])
        guard let year = reader.number(4, in: 0...9_999), reader.skip("-"),
            let month = reader.number(2, in: 1...12), reader.skip("-"),
            let day = reader.number(2, in: 1...days(in: month, of: year)), reader.skip("T", or: "t"),
            let hour = reader.number(2, in: 0...23), reader.skip(":"),
            let minute = reader.number(2, in: 0...59), reader.skip(":"),
            let second = reader.number(2, in: 0...60),
            let fraction = reader.fraction(), let offset = reader.offset(), reader.rest.isEmpty
        else { return nil }
        let seconds = ((daysSince2001(year, month, day) * 24 + hour) * 60 + minute) * 60 + second - offset
        return Date(timeIntervalSinceReferenceDate: Double(seconds) + fraction)
    }

    private static let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days from 1 January 2001, where a `Date` counts from. The year is taken to begin in March, so that its leap day is its
    /// last day: then the days before a month are 153 for every five months, and those before a year follow from its number.
    private static func daysSince2001(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let (year, month) = month > 2 ? (year, month - 3) : (year - 1, month + 9)
        let leapDays = (year + 400) / 4 - (year + 400) / 100 + (year + 400) / 400 - 97
        return year * 365 + leapDays + (month * 153 + 2) / 5 + day - 730_792
    }
}

extension Date {
    /// The instant that an RFC 3339 time names, read as strictly as in messages; `nil` if the text names none.
    public init?(timestamp text: String) {
        guard let date = Timestamp.read(text) else { return nil }
        self = date
    }

    /// As it stands in messages: `2026-11-23T16:00:00.123Z`.
    public var timestamp: String { Timestamp.write(self) }
}

/// Walks over the text of a time. Each step says no by `nil` or `false`, and then the text is no time.
private struct TimestampReader {
    var rest: Substring.UTF8View

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

    /// The part of a second behind the point, 0 if there is none.
    mutating func fraction() -> Double? {
        guard skip(".") else { return 0 }
        var (value, unit, digits) = (0.0, 1.0, 0)
        while let digit = digit() {
            digits += 1
            guard digits <= 9 else { continue }
            (value, unit) = (value * 10 + Double(digit), unit * 10)
        }
        return digits > 0 ? value / unit : nil
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
